from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.models import Branch, Contract, Customer, PersonSkill, Product, Purchase, Skill, User


@admin.register(Branch)
class BranchAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable when it runs
    list_display = ("name", "code", "zone", "lead", "is_default")


@admin.register(Skill)
class SkillAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable when it runs
    search_fields = ("name",)


class PersonSkillInline(admin.TabularInline):  # type: ignore[type-arg]  # not subscriptable when it runs
    model = PersonSkill
    extra = 0


@admin.register(User)
class StaffAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable when it runs
    list_display = ("name", "email", "role", "branch", "is_on_duty", "is_active")
    list_filter = ("role", "branch", "is_active")
    search_fields = ("name", "email")
    fields = (
        "name",
        "email",
        "role",
        "branch",
        "is_on_duty",
        "shifts",
        "language",
        "spoken",
        "is_active",
        "is_staff",
        "is_superuser",
    )

    def get_inlines(self, request: HttpRequest, obj: User | None) -> list[Any]:  # noqa: ARG002 - Django's signature
        """Skills are given to people who are there."""
        return [PersonSkillInline] if obj else []

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        """New people choose their own password by the link of the sign-in page."""
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)


@admin.register(Customer)
class CustomerAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable when it runs
    list_display = ("name", "email", "phone", "language")
    search_fields = ("name", "email", "phone")


@admin.register(Product)
class ProductAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable when it runs
    list_display = ("name", "code", "family", "is_active")
    search_fields = ("name", "code")


@admin.register(Purchase)
class PurchaseAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable when it runs
    list_display = ("serial", "product", "customer", "warranty_until")
    list_select_related = ("product", "customer")
    search_fields = ("serial",)
    raw_id_fields = ("customer", "product")


@admin.register(Contract)
class ContractAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable when it runs
    list_display = ("number", "customer", "from_on", "until_on")
    list_select_related = ("customer",)
    search_fields = ("number",)
    raw_id_fields = ("customer", "products", "purchases")
