"""The roof: the only package that knows every app. Empty, because `bootstrap` runs before Django exists."""
