"""Beneficiary rolls (对象花名册): who receives what, reviewed when, stopped why."""
