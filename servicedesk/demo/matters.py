"""The requests of the demo. All people, products and places are made up."""

from accounts.services.customers import CustomerFacts
from servicedesk.demo.people import ZONE
from servicedesk.demo.scenes import (
    Matter,
    asked,
    called,
    complex_because,
    confirmed,
    diagnosed,
    fixed,
    handed_on,
    missed_call,
    not_solved,
    noted,
    person,
    planned,
    replied,
    solved,
    wrote,
)
from tickets.choices import Department, Impact, Kind, Nature, Priority
from tickets.summaries import ClosingSummary

HOUR, DAY = 60, 24 * 60
DETAILED_PRODUCT = "Spectrometer S-100"  # sold with the detailed commitment

MATTERS = [
    Matter(
        "heating",
        21 * HOUR,
        person("Wang Min", phone="138 0013 8000"),
        "Heating stops with error E4. Outdoor unit stops after ten minutes, two treatment rooms are cold.",
        Impact.STOPPED,
        product="KX-48 outdoor unit",
        serial="KX48-2211-0937",
        location="8 Binhe Road, building 2",
        then=[
            (20 * HOUR + 22, called("Need confirmed: heating by tomorrow night.", Priority.URGENT)),
            (20 * HOUR + 20, complex_because("Error returns after a reset; three possible causes.")),
            (16 * HOUR, asked("When may our engineer come, today or tomorrow?")),
            (90, wrote("Come any time from 08:00, ask for the duty nurse.")),
            (35, noted("On site. Fan motor 3.9 A at 2.8 A rated, so I suspect the inverter board.")),
            (
                8,
                replied(
                    "The fan motor draws 40 % more current than it should. We test the inverter board now."
                ),
            ),
        ],
    ),
    Matter(
        "pump",
        2 * HOUR + 22,
        CustomerFacts("Hengtai Textile", phone="139 5551 2040", zone=ZONE),
        "Booster pump leaks at shaft seal. Water on the floor of the boiler room.",
        Impact.STOPPED,
        product="Booster pump BP-7",
        serial="BP7-1904-0022",
        then=[(70, missed_call())],
    ),
    Matter(
        "coldroom",
        106,
        person("Beihai Seafood"),
        "Cold room compressor trips. It restarts, runs for a quarter of an hour and trips again.",
        Impact.STOPPED,
        product="Cold room CR-20",
        serial="CR20-2306-0004",
    ),
    Matter(
        "spectrometer",
        26 * HOUR,
        person("Jinan University"),
        "Spectrometer reports lamp error L02. Measurements before noon were fine.",
        Impact.DEGRADED,
        product=DETAILED_PRODUCT,
        serial="S100-2103-0117",
        then=[
            (25 * HOUR + 40, called("Lamp hours are at 1,950 of 2,000.")),
            (25 * HOUR + 10, diagnosed(Nature.WEAR, Department.TECHNICAL)),
            (24 * HOUR + 30, noted("A new lamp is in stock at the south branch.")),
            (
                24 * HOUR + 25,
                handed_on(
                    Department.LOGISTICS,
                    "Hu Lan",
                    "Send the lamp from the south branch",
                    "Lamp L-200. The laboratory is closed after six in the evening.",
                    27,
                ),
            ),
        ],
    ),
    Matter(
        "filters",
        54,
        person("Sun Lei"),
        "How often do the filters need changing? The manual names two figures.",
        Impact.QUESTION,
        Kind.CONSULTATION,
        product="KX-12 indoor unit",
    ),
    Matter(
        "noise",
        22 * HOUR + 30,
        person("Lakeside Hotel", phone="0571 8800 1200"),
        "VRF unit is loud at night. Guests on the third floor complain.",
        Impact.DEGRADED,
        product="VRF V-16",
        serial="V16-2008-0450",
        then=[(21 * HOUR + 30, called("Loud from 22:00 on, wind from the lake."))],
    ),
    Matter(
        "zh_ac",
        3 * HOUR + 10,
        person("Zhang Wei", phone="136 0000 7788", language="zh-hans"),
        "会议室空调不制热，面板显示 E6。昨天下午开始，已断电重启两次，仍然一样。",
        Impact.DEGRADED,
        product="KX-36 室外机",
        serial="KX36-2107-0311",
        location="滨河路 18 号 3 楼",
        then=[
            (2 * HOUR + 20, called("确认需求：周五前恢复供暖。")),
            (
                80,
                fixed(
                    "请将滤网取下清洗，并把模式切换为送风十分钟后再制热。若仍显示 E6，请回复，我们安排上门。"
                ),
            ),
        ],
    ),
    Matter(
        "curve",
        30 * HOUR,
        person("Dongfeng Waterworks"),
        "Pump curve does not match the data sheet at low flow.",
        Impact.DEGRADED,
        Kind.TECHNICAL_SUPPORT,
        product="Pump P-300",
        serial="P300-2405-0009",
        then=[
            (29 * HOUR, called("Flow below 40 m3/h is what matters to them.")),
            (28 * HOUR + 40, complex_because("Needs a measurement on site and the makers' opinion.")),
            (
                6 * HOUR,
                planned("Measure on site on Tuesday, compare with the makers' curve, report by Thursday.", 4),
            ),
        ],
    ),
    Matter(
        "chiller",
        40 * HOUR,
        person("Yunan Dairy"),
        "Chiller flow switch opens at start. Third time this week.",
        Impact.DEGRADED,
        product="Chiller C-80",
        serial="C80-2010-0031",
        then=[
            (39 * HOUR, called("Opens only when the second pump starts.")),
            (38 * HOUR, complex_because("Flow switch, pump and control interact.")),
            (20 * HOUR, asked("Please send the trend of the flow for the last day, as a file or a photo.")),
        ],
    ),
    Matter(
        "remote",
        50 * HOUR,
        person("Gao Shan"),
        "Remote control does not pair after changing the batteries.",
        Impact.QUESTION,
        Kind.TECHNICAL_SUPPORT,
        product="Remote RC-2",
        then=[(48 * HOUR + 30, called("Tried pairing with the old batteries too."))],
    ),
    Matter(
        "centrifuge",
        45 * HOUR,
        person("Kaiyuan Lab"),
        "Centrifuge vibrates above 8,000 rpm.",
        Impact.DEGRADED,
        product="Centrifuge Z-9",
        serial="Z9-2202-0061",
        then=[
            (44 * HOUR, called("Rotor was dropped last week.")),
            (
                40 * HOUR,
                fixed("Please use rotor B until ours arrives; do not exceed 6,000 rpm with rotor A."),
            ),
            (
                5 * HOUR,
                solved(
                    "Rotor A replaced and balanced, ran at 12,000 rpm for an hour. Please check.",
                    summary=ClosingSummary(
                        "Rotor A was worn on one side.",
                        "Rotor A replaced and balanced.",
                        "Balance is checked at every yearly service.",
                    ),
                ),
            ),
        ],
    ),
    Matter(
        "gauge",
        3 * DAY,
        person("Min Steel"),
        "Pressure gauge reads zero although the line is under pressure.",
        Impact.DEGRADED,
        product="Gauge G-4",
        serial="G4-1807-0940",
        then=[
            (3 * DAY - 60, called("Line is in use, gauge can be changed without a stop.")),
            (3 * DAY - 300, fixed("Use the gauge at the second tap until ours arrives.")),
            (
                2 * DAY,
                solved(
                    "Gauge changed and compared with the second one.",
                    summary=ClosingSummary(
                        "The gauge had drifted.",
                        "Gauge changed.",
                        "Both gauges are compared once a quarter.",
                    ),
                ),
            ),
            (2 * DAY - 240, confirmed(5, "Fast and friendly.")),
        ],
    ),
    Matter(
        "dryer",
        3 * DAY,
        person("Li Hua", language="zh-hans"),
        "烘干机滚筒不转，机器里有异味。",
        Impact.STOPPED,
        product="烘干机 D-5",
        serial="D5-2301-0420",
        then=[
            (3 * DAY - 45, called("已断电，衣物已取出。", Priority.URGENT)),
            (3 * DAY - 400, fixed("皮带断裂，已更换备用皮带。")),
            (
                2 * DAY - 60,
                solved(
                    "已更换皮带和张紧轮，连续运行两小时正常。",
                    summary=ClosingSummary("皮带老化打滑。", "已更换皮带和张紧轮。", "每半年检查皮带张力。"),
                ),
            ),
            (4 * HOUR, not_solved("今天早上又停了，有同样的气味。")),
        ],
    ),
    Matter(
        "printer",
        3 * DAY - 200,
        person("Green School"),
        "Label printer cuts the labels in the wrong place.",
        Impact.QUESTION,
        Kind.TECHNICAL_SUPPORT,
        product="Label printer L-1",
        then=[
            (3 * DAY - 380, called("Wrong since new labels were bought.")),
            (
                3 * DAY - 420,
                solved(
                    "Set the label length to 51 mm in the menu. Please check with ten labels.",
                    summary=ClosingSummary(
                        "The label length was set to 50 mm.",
                        "Label length set to 51 mm.",
                        "The setting is written on the roll holder.",
                    ),
                ),
            ),
            (2 * DAY, confirmed(4)),
        ],
    ),
]
