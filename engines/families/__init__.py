"""The closed-form halves of the families, one package for each topic. Standard library only.

A further family is an entry in a module's ``FAMILIES``, its proof in ``PROOFS`` of the module of
the same path under ``engines.witness``, and its name in ``engines.registry.MODULES``. The tests
then ask for a second opinion (``tests/engines/test_second_opinions.py``), want its worked variant
read (``tests/engines/golden.py``), and do the rest by themselves.
"""
