from django.contrib import admin

from tickets.models import SkillNeed


@admin.register(SkillNeed)
class SkillNeedAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable when it runs
    list_display = ("skill", "product", "kind", "nature")
    list_select_related = ("skill",)
