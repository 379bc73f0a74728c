"""What rendering gives to templates."""

from microblog.theme.runtime import View


def test_a_view_has_the_items_of_a_dictionary_as_attributes() -> None:
    view = View({"name": "Ada"})
    view.url = "/@ada/"
    assert (view.name, view.url, hasattr(view, "bio")) == ("Ada", "/@ada/", False)


def test_views_of_the_same_items_are_equal() -> None:
    assert View({"name": "Ada"}) == View({"name": "Ada"}) != View({"name": "Bob"})
    assert View({"name": "Ada"}) != {"name": "Ada"}


def test_a_template_that_shows_a_view_shows_its_items() -> None:
    assert str(View({"name": "Ada"})) == "View({'name': 'Ada'})"
