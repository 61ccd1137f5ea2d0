"""tf.make_template: a function whose variables are made by its first call and shared by others."""

from __future__ import annotations

from typing import Any

from engines.graph.calls import call
from engines.graph.errors import failure
from engines.graph.limits import CapReached
from engines.graph.scope import current_run
from engines.graph.tf1.exports import export
from engines.graph.tf1.graph import default_graph
from engines.graph.tf1.variable_scopes import VariableScope, variable_scope
from engines.graph.tf1.variables import TRAINABLE


class Template:
    """A function of the snippet with a variable scope of its own."""

    def __init__(
        self, name: str, function: Any, fixed: dict[str, Any], scope: VariableScope | None
    ) -> None:
        self.given_name = name
        self.function = function
        self.fixed = fixed
        self.scope = scope
        self.called = False

    def __repr__(self) -> str:
        return "<tensorflow.python.ops.template.Template object>"

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Return what the function returns, its variables made or taken from its scope."""
        if self.scope is None:
            manager = variable_scope(None, self.given_name)
        else:
            manager = variable_scope(self.scope, reuse=self.called or None)
        opened = manager.enter()
        try:
            if self.scope is None:
                self.scope = opened
            before = len(default_graph().collection(TRAINABLE))
            result = call(current_run(), self.function, list(arguments), {**self.fixed, **named})
            if self.called and len(default_graph().collection(TRAINABLE)) != before:
                raise self._grown(before)
            self.called = True
            return result
        finally:
            manager.leave()

    def _grown(self, before: int) -> Exception:
        added = default_graph().collection(TRAINABLE)[before:]
        return failure(
            "ValueError",
            "New variable created when calling a template after the first time, perhaps you used"
            f" tf.Variable when you meant tf.get_variable: {added}",
        )

    @property
    def own_scope(self) -> VariableScope:
        """The scope of the variables. Raises the snippet's ValueError before the first call."""
        if self.scope is None:
            raise failure(
                "ValueError",
                "The variable_scope for this template is not yet defined: it is made by the first"
                " call.",
            )
        return self.scope

    @property
    def name(self) -> str:
        """The name of the scope."""
        return self.own_scope.name


@export("make_template")
def make_template(
    name_: Any,
    func_: Any,
    create_scope_now_: Any = False,
    unique_name_: Any = None,
    custom_getter_: Any = None,
    **kwargs: Any,
) -> Template:
    """Return a function that shares its variables from call to call."""
    if unique_name_ is not None or custom_getter_ is not None:
        raise CapReached("make_template", "`make_template` takes a name, a function and its values")
    scope = None
    if create_scope_now_:
        manager = variable_scope(None, name_)
        scope = manager.enter()
        manager.leave()
    return Template(name_, func_, kwargs, scope)


TEMPLATE_ATTRIBUTES = {
    "name": lambda t: t.name,
    "var_scope": lambda t: t.own_scope,
    "variable_scope": lambda t: t.own_scope,
    "variables": lambda t: t.own_scope.global_variables(),
    "global_variables": lambda t: t.own_scope.global_variables(),
    "trainable_variables": lambda t: t.own_scope.trainable_variables(),
    "local_variables": lambda t: t.own_scope.local_variables(),
}
