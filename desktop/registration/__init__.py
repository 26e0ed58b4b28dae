"""The 登记 tab."""

from desktop.registration.page import RegistrationPage

__all__ = ["RegistrationPage"]
