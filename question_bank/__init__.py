"""The bundled question bank: data files only, read as package resources."""
