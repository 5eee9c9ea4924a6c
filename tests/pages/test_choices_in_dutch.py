"""A choice that is not on the list is refused in Dutch, in whatever form: a made-up request reads no English either."""

from wtforms import Form, SelectField

from tests.host import Host


def _forms(kind: type[Form]) -> list[type[Form]]:
    return [kind, *(deeper for one in kind.__subclasses__() for deeper in _forms(one))]


def test_every_choice_says_in_dutch_that_it_is_not_on_the_list(host: Host) -> None:
    english = [
        f"{form.__module__}.{form.__name__}.{name}"
        for form in _forms(Form)
        if form.__module__.startswith("register.")
        for name, field in vars(form).items()
        if getattr(field, "field_class", None) is SelectField
        if "invalid_choice_message" not in field.kwargs
    ]

    assert english == []
