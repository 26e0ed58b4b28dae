"""Petitions, complaints and work orders; who may see what is secret."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from center.records import Instant, Uuid16

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables; papers issued so far are the whole office's."""
    op.add_column(
        "papers",
        sa.Column(
            "audience", sa.String(length=40), nullable=False, server_default=sa.text("'office'")
        ),
    )
    op.create_table(
        "secret_names",
        sa.Column("audience", sa.String(length=40), nullable=False),
        sa.Column("account", Uuid16(), nullable=True),
        sa.Column("staff", Uuid16(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("barred", sa.Boolean(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_secret_names")),
    )
    op.create_index(op.f("ix_secret_names_audience"), "secret_names", ["audience"])
    op.create_table(
        "secret_covers",
        sa.Column("audience", sa.String(length=40), nullable=False),
        sa.Column("record", Uuid16(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_secret_covers")),
    )
    op.create_index(op.f("ix_secret_covers_audience"), "secret_covers", ["audience"])
    op.create_index(op.f("ix_secret_covers_record"), "secret_covers", ["record"])
    # Petitions, complaints, work orders and what stands beside them.
    op.create_table(
        "dispute_reports",
        sa.Column("village", sa.Text(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("settled", sa.Integer(), nullable=False),
        sa.Column("reported_at", Instant(), nullable=False),
        sa.Column("reporter", sa.Text(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute_reports")),
    )
    op.create_index(op.f("ix_dispute_reports_month"), "dispute_reports", ["month"], unique=False)
    op.create_index(
        op.f("ix_dispute_reports_village_month"),
        "dispute_reports",
        ["village", "month"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_table(
        "matter_events",
        sa.Column("matter", Uuid16(), nullable=False),
        sa.Column("matter_kind", sa.String(length=20), nullable=False),
        sa.Column("happened", sa.String(length=40), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("entered_at", Instant(), nullable=False),
        sa.Column("account", Uuid16(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("audience", sa.String(length=40), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter_events")),
    )
    op.create_index(op.f("ix_matter_events_matter"), "matter_events", ["matter"], unique=False)
    op.create_table(
        "opinion_checks",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column(
            "place",
            sa.Enum("意见簿", "意见箱", name="place", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("checked_at", Instant(), nullable=False),
        sa.Column("checker", sa.Text(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion_checks")),
    )
    op.create_index(
        op.f("ix_opinion_checks_station_on_place"),
        "opinion_checks",
        ["station", "on", "place"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_table(
        "opinions",
        sa.Column(
            "place",
            sa.Enum("意见簿", "意见箱", name="place", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("left_on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "opinion_kind",
            sa.Enum(
                "表扬", "建议", "批评", "投诉", name="opinionkind", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("entered_at", Instant(), nullable=False),
        sa.Column("recorder", sa.Text(), nullable=False),
        sa.Column("page", sa.String(length=20), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "待处理", "已改进", "已答复", name="opinionstate", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("responsible", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("improved_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinions")),
    )
    op.create_index(op.f("ix_opinions_left_on"), "opinions", ["left_on"], unique=False)
    op.create_table(
        "surveys",
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("issued", sa.Integer(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("maker", sa.Text(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveys")),
    )
    op.create_table(
        "work_orders",
        sa.Column("external", sa.String(length=60), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("dispatched_at", Instant(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("village", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "待签收",
                "办理中",
                "已退单",
                "已回复",
                "已办结",
                name="status",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("external_due_on", sa.Date(), nullable=True),
        sa.Column("signed_at", Instant(), nullable=True),
        sa.Column("contacted_at", Instant(), nullable=True),
        sa.Column("finished_at", Instant(), nullable=True),
        sa.Column("extension_days", sa.Integer(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("return_reason", sa.Text(), nullable=False),
        sa.Column("call_back", sa.String(length=20), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("entered_at", Instant(), nullable=False),
        sa.Column("registrar", Uuid16(), nullable=False),
        sa.Column("registrar_name", sa.Text(), nullable=False),
        sa.Column("audience", sa.String(length=40), nullable=False),
        sa.Column(
            "number",
            sa.String(length=40).with_variant(sa.String(length=40, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("handler", Uuid16(), nullable=True),
        sa.Column("handler_name", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("raw_due_on", sa.Date(), nullable=True),
        sa.Column("clock_name", sa.Text(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_orders")),
    )
    op.create_index(op.f("ix_work_orders_due_on"), "work_orders", ["due_on"], unique=False)
    op.create_index(op.f("ix_work_orders_ended_on"), "work_orders", ["ended_on"], unique=False)
    op.create_index(
        op.f("ix_work_orders_external"),
        "work_orders",
        ["external"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_index(op.f("ix_work_orders_handler"), "work_orders", ["handler"], unique=False)
    op.create_index(
        op.f("ix_work_orders_number"),
        "work_orders",
        ["number"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_index(
        op.f("ix_work_orders_received_at"), "work_orders", ["received_at"], unique=False
    )
    op.create_table(
        "survey_answers",
        sa.Column("survey", Uuid16(), nullable=False),
        sa.Column("window", sa.Text(), nullable=False),
        sa.Column(
            "rating",
            sa.Enum(
                "非常满意",
                "满意",
                "基本满意",
                "不满意",
                "非常不满意",
                name="rating",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("entered_at", Instant(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey"],
            ["surveys.id"],
            name=op.f("fk_survey_answers_survey"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_answers")),
    )
    op.create_index(op.f("ix_survey_answers_survey"), "survey_answers", ["survey"], unique=False)
    op.create_table(
        "petitions",
        sa.Column(
            "channel",
            sa.Enum(
                "来信",
                "来访",
                "来电",
                "网上信访",
                "领导接访",
                "上级交办",
                name="channel",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "purpose",
            sa.Enum(
                "申诉求决", "意见建议", "检举控告", name="purpose", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("sex", sa.String(length=4), nullable=False),
        sa.Column("age", sa.Integer(), nullable=True),
        sa.Column("occupation", sa.Text(), nullable=False),
        sa.Column("political_status", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("id_kind", sa.String(length=20), nullable=False),
        sa.Column("id_number", sa.String(length=40), nullable=False),
        sa.Column("village", sa.Text(), nullable=False),
        sa.Column("person", Uuid16(), nullable=True),
        sa.Column("visit", Uuid16(), nullable=True),
        sa.Column("people_count", sa.Integer(), nullable=False),
        sa.Column("representatives", sa.JSON(), nullable=False),
        sa.Column("written", sa.Boolean(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("about_unit", sa.Text(), nullable=False),
        sa.Column("been_to", sa.Text(), nullable=False),
        sa.Column("pending_above", sa.Text(), nullable=False),
        sa.Column("litigation", sa.Boolean(), nullable=False),
        sa.Column("repeat", sa.Boolean(), nullable=False),
        sa.Column("collective", sa.Boolean(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("unit_informed", sa.Text(), nullable=False),
        sa.Column("unit_informed_at", Instant(), nullable=True),
        sa.Column("leader_informed", sa.Text(), nullable=False),
        sa.Column("leader_informed_at", Instant(), nullable=True),
        sa.Column("origin_unit", sa.Text(), nullable=False),
        sa.Column("origin_due_on", sa.Date(), nullable=True),
        sa.Column("platform_number", sa.String(length=60), nullable=True),
        sa.Column("platform_due_on", sa.Date(), nullable=True),
        sa.Column("receiving_leader", sa.Text(), nullable=False),
        sa.Column("leader", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("responsible", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "已登记",
                "办理中",
                "已转送交办",
                "已出具意见",
                "复查中",
                "已复查",
                "复核中",
                "复核终结",
                "已办结",
                "不予受理",
                "已告知法定途径",
                name="status",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "route",
            sa.Enum(
                "未定",
                "本级受理",
                "转送",
                "交办",
                "不予受理",
                "不再受理",
                "法定途径",
                "调解",
                name="route",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("simple", sa.Boolean(), nullable=False),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("solve_by", sa.Date(), nullable=True),
        sa.Column("unit_due_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("satisfied", sa.String(length=20), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("entered_at", Instant(), nullable=False),
        sa.Column("registrar", Uuid16(), nullable=False),
        sa.Column("registrar_name", sa.Text(), nullable=False),
        sa.Column("audience", sa.String(length=40), nullable=False),
        sa.Column(
            "number",
            sa.String(length=40).with_variant(sa.String(length=40, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("handler", Uuid16(), nullable=True),
        sa.Column("handler_name", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("raw_due_on", sa.Date(), nullable=True),
        sa.Column("clock_name", sa.Text(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"],
            ["people.id"],
            name=op.f("fk_petitions_person"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["visit"],
            ["visits.id"],
            name=op.f("fk_petitions_visit"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_petitions")),
    )
    op.create_index(op.f("ix_petitions_due_on"), "petitions", ["due_on"], unique=False)
    op.create_index(op.f("ix_petitions_ended_on"), "petitions", ["ended_on"], unique=False)
    op.create_index(op.f("ix_petitions_handler"), "petitions", ["handler"], unique=False)
    op.create_index(op.f("ix_petitions_id_number"), "petitions", ["id_number"], unique=False)
    op.create_index(
        op.f("ix_petitions_number"),
        "petitions",
        ["number"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_index(op.f("ix_petitions_person"), "petitions", ["person"], unique=False)
    op.create_index(op.f("ix_petitions_phone"), "petitions", ["phone"], unique=False)
    op.create_index(
        op.f("ix_petitions_platform_number"),
        "petitions",
        ["platform_number"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_index(op.f("ix_petitions_received_at"), "petitions", ["received_at"], unique=False)
    op.create_index(op.f("ix_petitions_visit"), "petitions", ["visit"], unique=False)
    op.create_table(
        "complaints",
        sa.Column(
            "channel",
            sa.Enum(
                "口头",
                "电话",
                "书面",
                "意见簿",
                "意见箱",
                "网络",
                name="channel",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column(
            "grade",
            sa.Enum("一般", "复杂", "重大", name="grade", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("demand", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("real_name", sa.Boolean(), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("written", sa.Boolean(), nullable=False),
        sa.Column("window", sa.Text(), nullable=False),
        sa.Column("respondents", sa.JSON(), nullable=False),
        sa.Column("respondent_names", sa.Text(), nullable=False),
        sa.Column("units", sa.JSON(), nullable=False),
        sa.Column("case", Uuid16(), nullable=True),
        sa.Column("visit", Uuid16(), nullable=True),
        sa.Column("accepted_by", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "已登记",
                "调查处理中",
                "已查实认定",
                "已答复",
                "已办结",
                name="status",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "verdict",
            sa.Enum(
                "待核查", "属实", "部分属实", "不属实", name="verdict", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "fault",
            sa.Enum(
                "无过错", "窗口工作人员", "单位或制度", name="fault", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("finding", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("unit_due_on", sa.Date(), nullable=True),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("reply_form", sa.String(length=20), nullable=False),
        sa.Column("replied_at", Instant(), nullable=True),
        sa.Column("feedback", sa.Text(), nullable=False),
        sa.Column("fed_back_on", sa.Date(), nullable=True),
        sa.Column("satisfied", sa.String(length=20), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("entered_at", Instant(), nullable=False),
        sa.Column("registrar", Uuid16(), nullable=False),
        sa.Column("registrar_name", sa.Text(), nullable=False),
        sa.Column("audience", sa.String(length=40), nullable=False),
        sa.Column(
            "number",
            sa.String(length=40).with_variant(sa.String(length=40, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("handler", Uuid16(), nullable=True),
        sa.Column("handler_name", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("raw_due_on", sa.Date(), nullable=True),
        sa.Column("clock_name", sa.Text(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case"],
            ["cases.id"],
            name=op.f("fk_complaints_case"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["visit"],
            ["visits.id"],
            name=op.f("fk_complaints_visit"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaints")),
    )
    op.create_index(op.f("ix_complaints_case"), "complaints", ["case"], unique=False)
    op.create_index(op.f("ix_complaints_due_on"), "complaints", ["due_on"], unique=False)
    op.create_index(op.f("ix_complaints_ended_on"), "complaints", ["ended_on"], unique=False)
    op.create_index(op.f("ix_complaints_handler"), "complaints", ["handler"], unique=False)
    op.create_index(
        op.f("ix_complaints_number"),
        "complaints",
        ["number"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_index(op.f("ix_complaints_received_at"), "complaints", ["received_at"], unique=False)
    op.create_index(op.f("ix_complaints_visit"), "complaints", ["visit"], unique=False)
    op.create_table(
        "disputes",
        sa.Column("village", sa.Text(), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("dispute_kind", sa.Text(), nullable=False),
        sa.Column("parties", sa.Text(), nullable=False),
        sa.Column("matter", sa.Text(), nullable=False),
        sa.Column("entered_at", Instant(), nullable=False),
        sa.Column("reporter", sa.Text(), nullable=False),
        sa.Column("responsible", sa.Text(), nullable=False),
        sa.Column("mediator", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("化解中", "已化解", "已移交", name="state", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("agreement", sa.Boolean(), nullable=False),
        sa.Column("petition", Uuid16(), nullable=True),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["petition"],
            ["petitions.id"],
            name=op.f("fk_disputes_petition"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disputes")),
    )
    op.create_index(op.f("ix_disputes_found_on"), "disputes", ["found_on"], unique=False)
    op.create_index(op.f("ix_disputes_village"), "disputes", ["village"], unique=False)
    op.create_table(
        "petition_links",
        sa.Column("earlier", Uuid16(), nullable=False),
        sa.Column("later", Uuid16(), nullable=False),
        sa.Column(
            "link_kind",
            sa.Enum("重复信访", "同一事项多头反映", name="linkkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("same_matter", sa.Boolean(), nullable=False),
        sa.Column("audience", sa.String(length=40), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["earlier"],
            ["petitions.id"],
            name=op.f("fk_petition_links_earlier"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["later"],
            ["petitions.id"],
            name=op.f("fk_petition_links_later"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_petition_links")),
    )
    op.create_index(op.f("ix_petition_links_earlier"), "petition_links", ["earlier"], unique=False)
    op.create_index(
        op.f("ix_petition_links_earlier_later"),
        "petition_links",
        ["earlier", "later"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_index(op.f("ix_petition_links_later"), "petition_links", ["later"], unique=False)
    op.create_table(
        "interviews",
        sa.Column("complaint", Uuid16(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "投诉人",
                "被投诉人",
                "知情群众",
                "现场工作人员",
                name="role",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("audience", sa.String(length=40), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint"],
            ["complaints.id"],
            name=op.f("fk_interviews_complaint"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interviews")),
    )
    op.create_index(op.f("ix_interviews_complaint"), "interviews", ["complaint"], unique=False)
    op.create_table(
        "verified_complaints",
        sa.Column("complaint", Uuid16(), nullable=False),
        sa.Column("staff", Uuid16(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("proposed", sa.Text(), nullable=False),
        sa.Column("audience", sa.String(length=40), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint"],
            ["complaints.id"],
            name=op.f("fk_verified_complaints_complaint"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["staff"],
            ["staff.id"],
            name=op.f("fk_verified_complaints_staff"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verified_complaints")),
    )
    op.create_index(
        op.f("ix_verified_complaints_complaint"), "verified_complaints", ["complaint"], unique=False
    )
    op.create_index(
        op.f("ix_verified_complaints_staff"), "verified_complaints", ["staff"], unique=False
    )
