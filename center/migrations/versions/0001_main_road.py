"""The main road: registration, cases, papers, people, items, settings, accounts, journal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from center.records import NUMBER, Instant, Uuid16

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = "the journal is append-only"
REFUSAL = f"BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END"
SQLITE_GUARDS = (
    f"CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal {REFUSAL}",
    f"CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal {REFUSAL}",
)
POSTGRES_FUNCTION = (
    "CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{APPEND_ONLY}'; END $$"
)
POSTGRES_TRIGGER = (
    "CREATE TRIGGER journal_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON journal "
    "FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only()"
)
POSTGRES_GUARDS = (POSTGRES_FUNCTION, POSTGRES_TRIGGER)


def upgrade() -> None:
    """Create every table, then guard the journal."""
    op.create_table(
        "blobs",
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blobs")),
    )
    op.create_table(
        "calendar_days",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("mark", sa.String(length=20), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_days")),
    )
    op.create_index(
        op.f("ix_calendar_days_on"),
        "calendar_days",
        ["on"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_table(
        "drafts",
        sa.Column("account", Uuid16(), nullable=False),
        sa.Column("form", sa.String(length=80), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("saved_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("account", "form", name=op.f("pk_drafts")),
    )
    op.create_table(
        "households",
        sa.Column("head_name", sa.Text(), nullable=False),
        sa.Column("village", sa.Text(), nullable=False),
        sa.Column("group", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_households")),
    )
    op.create_table(
        "items",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "case_kind",
            sa.Enum(
                "即办件",
                "承诺件",
                "上报件",
                "代办件",
                name="casekind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("nature", sa.Text(), nullable=False),
        sa.Column("decider", sa.Text(), nullable=False),
        sa.Column("legal_limit", sa.Integer(), nullable=True),
        sa.Column(
            "limit_unit",
            sa.Enum("工作日", "日", name="limitunit", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("promised_limit", sa.Integer(), nullable=True),
        sa.Column("excluded_time", sa.Text(), nullable=False),
        sa.Column("materials", sa.JSON(), nullable=False),
        sa.Column("fee", sa.Text(), nullable=False),
        sa.Column("result_document", sa.Text(), nullable=False),
        sa.Column("window", sa.Text(), nullable=False),
        sa.Column("procedure", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("applies_per", sa.Text(), nullable=False),
        sa.Column("notice_limit", sa.Integer(), nullable=False),
        sa.Column("restart_after_supplement", sa.Boolean(), nullable=False),
        sa.Column("max_extension", sa.Integer(), nullable=False),
        sa.Column("deemed_acceptance", sa.Boolean(), nullable=False),
        sa.Column("yearly_review", sa.Boolean(), nullable=False),
        sa.Column("authorised", sa.Boolean(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_items")),
    )
    op.create_index(op.f("ix_items_code"), "items", ["code"], unique=False)
    op.create_index(
        op.f("ix_items_code_edition"),
        "items",
        ["code", "edition"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_table(
        "journal",
        sa.Column("stream", Uuid16(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("prev_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("operation", Uuid16(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("account", Uuid16(), nullable=False),
        sa.Column("acting_for", Uuid16(), nullable=True),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("audience", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("record", Uuid16(), nullable=False),
        sa.Column("base", sa.LargeBinary(), nullable=True),
        sa.Column("merges", sa.JSON(), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("schema", sa.String(length=8), nullable=False),
        sa.Column("payload", sa.Text(), nullable=True),
        sa.Column("payload_hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("stream", "seq", name=op.f("pk_journal")),
    )
    op.create_index(op.f("ix_journal_hash"), "journal", ["hash"], unique=False)
    op.create_index(op.f("ix_journal_operation"), "journal", ["operation"], unique=False)
    op.create_index(op.f("ix_journal_record"), "journal", ["record"], unique=False)
    op.create_table(
        "journal_heads",
        sa.Column("stream", Uuid16(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("machine", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("stream", name=op.f("pk_journal_heads")),
    )
    op.create_table(
        "number_series",
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("station", "kind", "year", name=op.f("pk_number_series")),
    )
    op.create_table(
        "person_keys",
        sa.Column(
            "key",
            sa.String(length=80).with_variant(sa.String(length=80, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("person", Uuid16(), nullable=False),
        sa.PrimaryKeyConstraint("key", "person", name=op.f("pk_person_keys")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "settings",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("effective_from", Instant(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settings")),
    )
    op.create_index(op.f("ix_settings_name"), "settings", ["name"], unique=False)
    op.create_table(
        "staff",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("staff_number", sa.Text(), nullable=False),
        sa.Column("staff_kind", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("leader_rank", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
    )
    op.create_table(
        "stations",
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("village", sa.Boolean(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stations")),
    )
    op.create_index(
        op.f("ix_stations_code"),
        "stations",
        ["code"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_table(
        "villages",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("groups", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_villages")),
    )
    op.create_index(
        op.f("ix_villages_station_name"),
        "villages",
        ["station", "name"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_table(
        "accounts",
        sa.Column("login", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("staff", Uuid16(), nullable=True),
        sa.Column("pin_hash", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff"],
            ["staff.id"],
            name=op.f("fk_accounts_staff"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
    )
    op.create_index(
        op.f("ix_accounts_login"),
        "accounts",
        ["login"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_table(
        "people",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "person_kind",
            sa.Enum("个人", "企业", "组织", name="personkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("id_kind", sa.String(length=20), nullable=False),
        sa.Column("id_number", sa.String(length=40), nullable=False),
        sa.Column("birth", sa.Date(), nullable=True),
        sa.Column("sex", sa.String(length=4), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("village", sa.Text(), nullable=False),
        sa.Column("group", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("household", Uuid16(), nullable=True),
        sa.Column("household_relation", sa.Text(), nullable=False),
        sa.Column("card_account", sa.String(length=40), nullable=False),
        sa.Column("card_holder", sa.Text(), nullable=False),
        sa.Column("died_on", sa.Date(), nullable=True),
        sa.Column("merged_into", Uuid16(), nullable=True),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["household"],
            ["households.id"],
            name=op.f("fk_people_household"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["merged_into"],
            ["people.id"],
            name=op.f("fk_people_merged_into"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
    )
    op.create_index(op.f("ix_people_household"), "people", ["household"], unique=False)
    op.create_index(op.f("ix_people_merged_into"), "people", ["merged_into"], unique=False)
    op.create_index(op.f("ix_people_id_number"), "people", ["id_number"], unique=False)
    op.create_index(op.f("ix_people_name_id_number"), "people", ["name", "id_number"], unique=False)
    op.create_index(op.f("ix_people_name_phone"), "people", ["name", "phone"], unique=False)
    op.create_table(
        "service_windows",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("a_post", Uuid16(), nullable=True),
        sa.Column("b_post", Uuid16(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["a_post"],
            ["staff.id"],
            name=op.f("fk_service_windows_a_post"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["b_post"],
            ["staff.id"],
            name=op.f("fk_service_windows_b_post"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_windows")),
    )
    op.create_index(
        op.f("ix_service_windows_station_name"),
        "service_windows",
        ["station", "name"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_table(
        "papers",
        sa.Column("paper_kind", sa.String(length=40), nullable=False),
        sa.Column("about_kind", sa.String(length=40), nullable=False),
        sa.Column("about", Uuid16(), nullable=False),
        sa.Column("issued_at", Instant(), nullable=False),
        sa.Column("issuer", Uuid16(), nullable=False),
        sa.Column("issuer_name", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("template_version", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("blob", Uuid16(), nullable=True),
        sa.Column("number", NUMBER, nullable=True),
        sa.Column("replaces", Uuid16(), nullable=True),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["blob"],
            ["blobs.id"],
            name=op.f("fk_papers_blob"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["issuer"],
            ["accounts.id"],
            name=op.f("fk_papers_issuer"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["replaces"],
            ["papers.id"],
            name=op.f("fk_papers_replaces"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_papers")),
    )
    op.create_index(op.f("ix_papers_about"), "papers", ["about"], unique=False)
    op.create_index(op.f("ix_papers_issued_at"), "papers", ["issued_at"], unique=False)
    op.create_index(
        op.f("ix_papers_number"),
        "papers",
        ["number"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_table(
        "visits",
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("entered_at", Instant(), nullable=False),
        sa.Column("first_asked", Uuid16(), nullable=False),
        sa.Column("first_asked_name", sa.Text(), nullable=False),
        sa.Column(
            "visit_kind",
            sa.Enum("咨询", "引导", "办理", "查询", name="visitkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("number", NUMBER, nullable=True),
        sa.Column(
            "channel",
            sa.Enum("来访", "来电", "来信", "申请", name="channel", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "mode",
            sa.Enum("窗口", "上门", name="servicemode", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "route",
            sa.Enum(
                "当场答复",
                "本窗口办理",
                "转窗口",
                "中心外",
                "约期答复",
                name="route",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("need", sa.Text(), nullable=False),
        sa.Column("item_code", sa.String(length=20), nullable=False),
        sa.Column("person", Uuid16(), nullable=True),
        sa.Column(
            "person_kind",
            sa.Enum("个人", "企业", "组织", name="personkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("id_kind", sa.String(length=20), nullable=False),
        sa.Column("id_number", sa.String(length=40), nullable=False),
        sa.Column("no_id_reason", sa.Text(), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("no_phone_reason", sa.Text(), nullable=False),
        sa.Column("village", sa.Text(), nullable=False),
        sa.Column("group", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("people_count", sa.Integer(), nullable=False),
        sa.Column("special_care", sa.Boolean(), nullable=False),
        sa.Column("window", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("department_phone", sa.Text(), nullable=False),
        sa.Column("department_address", sa.Text(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("promised_reply_on", sa.Date(), nullable=True),
        sa.Column("other_channel", sa.Text(), nullable=False),
        sa.Column("replied_at", Instant(), nullable=True),
        sa.Column("feedback", sa.Text(), nullable=False),
        sa.Column("major", sa.Boolean(), nullable=False),
        sa.Column("reported_to", sa.Text(), nullable=False),
        sa.Column("reported_at", Instant(), nullable=True),
        sa.Column("assigned_department", sa.Text(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["first_asked"],
            ["accounts.id"],
            name=op.f("fk_visits_first_asked"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["person"],
            ["people.id"],
            name=op.f("fk_visits_person"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
    )
    op.create_index(
        op.f("ix_visits_number"),
        "visits",
        ["number"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_index(op.f("ix_visits_person"), "visits", ["person"], unique=False)
    op.create_index(
        op.f("ix_visits_promised_reply_on"), "visits", ["promised_reply_on"], unique=False
    )
    op.create_index(op.f("ix_visits_received_at"), "visits", ["received_at"], unique=False)
    op.create_table(
        "cases",
        sa.Column("item", Uuid16(), nullable=False),
        sa.Column("item_code", sa.String(length=20), nullable=False),
        sa.Column("item_name", sa.Text(), nullable=False),
        sa.Column(
            "case_kind",
            sa.Enum(
                "即办件",
                "承诺件",
                "上报件",
                "代办件",
                name="casekind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("entered_at", Instant(), nullable=False),
        sa.Column("handler", Uuid16(), nullable=False),
        sa.Column("handler_name", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", NUMBER, nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "已收件",
                "待补正",
                "办理中",
                "已暂停",
                "已办结",
                "不予受理",
                "已退件",
                name="status",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("visit", Uuid16(), nullable=True),
        sa.Column("window", sa.Text(), nullable=False),
        sa.Column(
            "mode",
            sa.Enum("窗口", "上门", name="servicemode", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "urgency",
            sa.Enum("普通", "急", "特急", name="urgency", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("person", Uuid16(), nullable=True),
        sa.Column(
            "person_kind",
            sa.Enum("个人", "企业", "组织", name="personkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("id_kind", sa.String(length=20), nullable=False),
        sa.Column("id_number", sa.String(length=40), nullable=False),
        sa.Column("no_id_reason", sa.Text(), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("no_phone_reason", sa.Text(), nullable=False),
        sa.Column("village", sa.Text(), nullable=False),
        sa.Column("group", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("card_account", sa.String(length=40), nullable=False),
        sa.Column("card_holder", sa.Text(), nullable=False),
        sa.Column("visitor_name", sa.Text(), nullable=False),
        sa.Column("visitor_phone", sa.String(length=40), nullable=False),
        sa.Column(
            "relation",
            sa.Enum(
                "本人",
                "家属",
                "监护人",
                "村代办员",
                "单位经办人",
                "受托人",
                name="relation",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("authority_seen", sa.Boolean(), nullable=False),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("supplement_due_on", sa.Date(), nullable=True),
        sa.Column("finished_at", Instant(), nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("result_document", sa.Text(), nullable=False),
        sa.Column("result_number", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("superior", sa.Text(), nullable=False),
        sa.Column("notified_at", Instant(), nullable=True),
        sa.Column("notified_by", sa.Text(), nullable=False),
        sa.Column("collected_at", Instant(), nullable=True),
        sa.Column("collector", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("raw_due_on", sa.Date(), nullable=True),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["handler"],
            ["accounts.id"],
            name=op.f("fk_cases_handler"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["item"],
            ["items.id"],
            name=op.f("fk_cases_item"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["person"],
            ["people.id"],
            name=op.f("fk_cases_person"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["visit"],
            ["visits.id"],
            name=op.f("fk_cases_visit"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
    )
    op.create_index(op.f("ix_cases_due_on"), "cases", ["due_on"], unique=False)
    op.create_index(op.f("ix_cases_finished_at"), "cases", ["finished_at"], unique=False)
    for name, columns in (
        ("ix_cases_open_due_on", ["due_on"]),
        ("ix_cases_open_handler", ["handler", "due_on"]),
    ):
        op.create_index(
            name,
            "cases",
            columns,
            unique=False,
            sqlite_where=sa.text("ended_on IS NULL AND voided_at IS NULL"),
            postgresql_where=sa.text("ended_on IS NULL AND voided_at IS NULL"),
        )
    op.create_index(op.f("ix_cases_item_code"), "cases", ["item_code"], unique=False)
    op.create_index(
        op.f("ix_cases_number"),
        "cases",
        ["number"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_index(op.f("ix_cases_person"), "cases", ["person"], unique=False)
    op.create_index(op.f("ix_cases_received_at"), "cases", ["received_at"], unique=False)
    op.create_index(op.f("ix_cases_visit"), "cases", ["visit"], unique=False)
    op.create_table(
        "case_events",
        sa.Column("case", Uuid16(), nullable=False),
        sa.Column(
            "happened",
            sa.Enum(
                "收件",
                "补正告知",
                "材料补齐",
                "受理",
                "不予受理",
                "退件",
                "暂停",
                "恢复",
                "延期",
                "上报",
                "联系",
                "进展",
                "转为承诺件",
                "办结",
                "通知领取",
                "领取",
                name="happened",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("entered_at", Instant(), nullable=False),
        sa.Column("account", Uuid16(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case"],
            ["cases.id"],
            name=op.f("fk_case_events_case"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_events")),
    )
    op.create_index(op.f("ix_case_events_case"), "case_events", ["case"], unique=False)
    op.create_table(
        "case_materials",
        sa.Column("case", Uuid16(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("form", sa.String(length=20), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("fixed_on_spot", sa.Boolean(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("requirement", sa.Text(), nullable=False),
        sa.Column("extra_reason", sa.Text(), nullable=False),
        sa.Column("given_back", sa.Boolean(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case"],
            ["cases.id"],
            name=op.f("fk_case_materials_case"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_materials")),
    )
    op.create_index(op.f("ix_case_materials_case"), "case_materials", ["case"], unique=False)

    sqlite = op.get_bind().dialect.name == "sqlite"
    for guard in SQLITE_GUARDS if sqlite else POSTGRES_GUARDS:
        op.execute(guard)
