"""The invented office: stations, windows, staff, leaders, villages, accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from center import keys, staff
from center.accounts import Account, actor_of, add_account, set_pin
from center.journal import commit
from center.office import Founding
from center.postings import Move, save_window
from center.records import Station
from center.rights import ROLE_NAMES, Actor, Role
from center.settings import set_value
from center.storage import Store
from desktop.sample.names import VILLAGES

UNIT = "青山镇便民服务中心"
PASSWORD = "Qingshan-2026"
PIN = "280917"

FOUNDING = Founding(
    unit_name=UNIT,
    station="QS",
    login="zhuren",
    name="林若安",
    password=PASSWORD,
    phones={
        "phone_consultation": "0399-6000100",
        "phone_complaint": "0399-6000101",
        "phone_efficiency": "0399-6000102",
    },
    hours_profile="B",
    roles=(Role.DIRECTOR.value,),
)

OTHER_SETTINGS: dict[str, str] = {
    "unit_address": "青山镇人民路1号便民服务中心一楼大厅",
    "review_authority": "青山县人民政府",
    "court": "青山县人民法院",
    "petition_unit": "青山镇人民政府",
    "review_organ": "青山县人民政府",
    "final_review_organ": "安次市人民政府",
    "document_prefix": "青",
}

STATIONS = (("SQ", "石桥村便民服务站"), ("LH", "柳河村便民服务站"), ("HS", "槐树村便民服务站"))

# Window, A post, B post; the fourteen of the hall include the director and the guide.
WINDOWS = (
    ("民政窗口", "沈秋禾", "顾明远"),
    ("人社窗口", "顾明远", "沈秋禾"),
    ("医保窗口", "程雨桐", "陆知行"),
    ("卫健窗口", "陆知行", "程雨桐"),
    ("残联窗口", "叶清和", "苏晓棠"),
    ("综合窗口", "苏晓棠", "叶清和"),
)
OTHER_STAFF = (
    ("林若安", "主任", "公务员"),
    ("江予白", "副主任", "事业"),
    ("唐知夏", "导办员", "公益性岗位"),
    ("许南星", "考勤员", "事业"),
    ("秦以宁", "信访专员", "事业"),
    ("韩修文", "巡查员", "公务员"),
    ("孟听澜", "综合岗", "三支一扶"),
    ("贺云舟", "综合岗", "临聘"),
)
LEADERS = (
    ("邵景行", "党委书记", "正职"),
    ("温从简", "镇长", "正职"),
    ("方砚秋", "人大主席", "其他"),
    ("傅明哲", "党委副书记", "分管"),
    ("白若谷", "副镇长", "其他"),
    ("姜映雪", "副镇长", "其他"),
    ("纪怀瑾", "组织委员", "其他"),
    ("乔望舒", "宣传委员", "其他"),
    ("卓以恒", "武装部长", "其他"),
)
ACCOUNTS = (
    ("shen", "沈秋禾", Role.WINDOW_CLERK),
    ("gu", "顾明远", Role.WINDOW_CLERK),
    ("cheng", "程雨桐", Role.WINDOW_CLERK),
    ("lu", "陆知行", Role.WINDOW_CLERK),
    ("ye", "叶清和", Role.WINDOW_CLERK),
    ("su", "苏晓棠", Role.WINDOW_CLERK),
    ("jiang", "江予白", Role.DEPUTY),
    ("xinfang", "秦以宁", Role.PETITION_CLERK),
    ("kaoqin", "许南星", Role.ATTENDANCE_KEEPER),
    ("xuncha", "韩修文", Role.INSPECTOR),
    ("admin", "孟听澜", Role.ADMINISTRATOR),
)
CADRES = (
    ("shiqiao", "石守信", "SQ"),
    ("liuhe", "柳成荫", "LH"),
    ("huaishu", "槐大川", "HS"),
)


def people_to_choose() -> tuple[tuple[str, str], ...]:
    """The accounts of the sample office with the words that name them at its login."""
    named = [(FOUNDING.login, f"{FOUNDING.name}　主任")]
    named += [(login, f"{name}　{ROLE_NAMES[role]}") for login, name, role in ACCOUNTS]
    named += [(login, f"{name}　村站工作人员") for login, name, _ in CADRES]
    return tuple(named)


@dataclass(frozen=True, slots=True)
class Cast:
    """Who acts in the sample office: the director, the deputy, the clerk of each window."""

    director: Actor
    deputy: Actor
    clerks: dict[str, Actor]

    def clerk_of(self, window: str) -> Actor:
        """The A post's actor of a window; the general window for anything else."""
        return self.clerks.get(window, self.clerks["综合窗口"])


def furnish(store: Store, director: Actor, key: bytes | None) -> Cast:
    """Add everything but the visits; wraps the key for every account when there is a key."""
    actors: dict[str, Actor] = {}
    with store.work(director) as work:
        for name, value in OTHER_SETTINGS.items():
            set_value(work, name, value)
        for code, name in STATIONS:
            work.session.add(
                Station(id=work.new_id(), station=code, code=code, name=name, village=True)
            )
        people: dict[str, UUID] = {}
        for name, post, staff_kind, rank in _everyone():
            member = staff.Staff(
                id=work.new_id(),
                station=work.station,
                name=name,
                staff_number=f"{len(people) + 1:03d}",
                staff_kind=staff_kind,
                post=post,
                leader_rank=rank,
                phone=f"0399-60002{len(people):02d}",
            )
            people[name] = member.id
            staff.save(work, member)
        for position, (name, a_post, b_post) in enumerate(WINDOWS, 1):
            window = staff.ServiceWindow(
                id=work.new_id(),
                station=work.station,
                name=name,
                position=position,
                a_post=people[a_post],
                b_post=people[b_post],
            )
            since = date(2025, 9, 1) if name == "残联窗口" else date(2023, 3, position)
            save_window(work, window, Move(since))
        for name, groups in VILLAGES.items():
            staff.save(
                work,
                staff.Village(
                    id=work.new_id(), station=work.station, name=name, groups=list(groups)
                ),
            )
        for login, name, role in ACCOUNTS:
            account = add_account(work, login, name, [role.value], people[name])
            actors[name] = actor_of(account)
        for login, name, station in CADRES:
            account = Account(
                id=work.new_id(),
                station=station,
                login=login,
                name=name,
                roles=[Role.VILLAGE_CADRE.value],
            )
            work.session.add(account)
        commit(work)
    for actor in (director, *actors.values()):
        with store.work(actor) as work:
            set_pin(work, PIN)
            commit(work)
    if key is not None and store.folder is not None:
        for login, *_ in (*ACCOUNTS, *CADRES):
            keys.set_password(store.folder, key, login, PASSWORD)
    clerks = {window: actors[a_post] for window, a_post, _ in WINDOWS}
    return Cast(director=director, deputy=actors["江予白"], clerks=clerks)


def _everyone() -> list[tuple[str, str, str, str]]:
    hall = [(a_post, "窗口工作人员", "事业", "") for _, a_post, _ in WINDOWS]
    others = [(name, post, staff_kind, "") for name, post, staff_kind in OTHER_STAFF]
    leaders = [(name, post, "公务员", rank) for name, post, rank in LEADERS]
    return hall + others + leaders
