"""Addresses of briefs."""

from django.urls import path, register_converter

from merchant_app.briefs import views, views_concepts, views_kept


class KindConverter:
    regex = "audio|photo|playlist|songs"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class ActionConverter(KindConverter):
    regex = "start|cancel|reopen|rename|duplicate|delete"


register_converter(KindConverter, "input_kind")
register_converter(ActionConverter, "brief_action")

app_name = "briefs"
urlpatterns = [
    path("stores/<int:store_id>/briefs/new/", views.create, name="create"),
    path("stores/<int:store_id>/briefs/", views_kept.listing, name="list"),
    path("briefs/<int:pk>/", views.detail, name="detail"),
    path("briefs/<int:pk>/understood/", views.understood_part, name="understood"),
    path("briefs/<int:pk>/concepts/", views_concepts.concepts, name="concepts"),
    path("briefs/<int:pk>/concepts/switch/", views_concepts.switch, name="switch_concept"),
    path("briefs/<int:pk>/progress/", views.progress, name="progress"),
    path("briefs/<int:pk>/inputs/words/", views.set_words, name="words"),
    path("briefs/<int:pk>/inputs/<input_kind:kind>/", views.add_file, name="add_file"),
    path("briefs/<int:pk>/inputs/<int:input_id>/", views.input_part, name="input"),
    path("briefs/<int:pk>/inputs/<int:input_id>/remove/", views.remove_input, name="remove_input"),
    path(
        "briefs/<int:pk>/inputs/<int:input_id>/delete-file/",
        views_kept.delete_upload,
        name="delete_upload",
    ),
    path("briefs/<int:pk>/<brief_action:action>/", views.act, name="act"),
]
