from django.contrib import admin

from accounts.models import Branch, Customer, User


@admin.register(Branch)
class BranchAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable when it runs
    list_display = ("name", "code", "zone", "lead", "is_default")


@admin.register(User)
class StaffAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable when it runs
    list_display = ("name", "email", "role", "branch", "is_on_duty", "is_active")
    list_filter = ("role", "branch", "is_active")
    search_fields = ("name", "email")
    exclude = ("password", "user_permissions", "groups")


@admin.register(Customer)
class CustomerAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable when it runs
    list_display = ("name", "email", "phone", "language")
    search_fields = ("name", "email", "phone")
