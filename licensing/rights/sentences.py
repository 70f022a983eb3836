"""What a reason says, and what would change it, in two languages."""

from __future__ import annotations

from collections.abc import Mapping

from licensing.rights.words import Language

# code -> language -> (what is so, what would change it)
SENTENCES: Mapping[str, Mapping[Language, tuple[str, str]]] = {
    "covered": {
        "en": ("Both the recording and the work are covered here and now.", ""),
        "zh": ("录音与词曲作品在此时此地均已获授权。", ""),
    },
    "withdrawn": {
        "en": ("The track was withdrawn from the catalogue.", "An editor can take it back in."),
        "zh": ("该曲目已从曲库撤下。", "编辑可将其恢复。"),
    },
    "merged": {
        "en": (
            "The track was a duplicate and was merged into another one.",
            "Play the track that took its place.",
        ),
        "zh": ("该曲目为重复曲目，已并入另一首。", "请播放合并后的曲目。"),
    },
    "quality": {
        "en": (
            "The track is held back because it does not sound good enough.",
            "Replace its audio, or let an editor judge it by ear.",
        ),
        "zh": ("该曲目因音质不佳而暂不播放。", "请更换音频，或由编辑试听后放行。"),
    },
    "no_audio": {
        "en": ("There is no audio file for this track.", "Upload its audio."),
        "zh": ("该曲目没有音频文件。", "请上传音频。"),
    },
    "not_analysed": {
        "en": (
            "The audio has not been analysed.",
            "Wait for the analysis, or replace an unreadable file.",
        ),
        "zh": ("音频尚未完成分析。", "请等待分析完成，或更换无法读取的文件。"),
    },
    "no_grant": {
        "en": ("Nobody has granted a licence for this track.", "Add a grant for it."),
        "zh": ("该曲目没有任何授权。", "请为其添加授权。"),
    },
    "right_missing": {
        "en": (
            "No grant gives the right of {right} for the {sides}.",
            "Obtain the right of {right} for it.",
        ),
        "zh": ("没有授权给予{sides}的{right}。", "请取得该曲目的{right}。"),
    },
    "right_required": {
        "en": (
            "In {territory} the music service also needs the right of {right} for the {sides}, "
            "and no grant gives it.",
            "Obtain the right of {right} for it, or an open licence.",
        ),
        "zh": (
            "在{territory}，音乐服务方还须取得{sides}的{right}，目前没有授权给予该权利。",
            "请取得该曲目的{right}，或改用开放许可的音乐。",
        ),
    },
    "side_missing": {
        "en": ("The {side} is not covered by any grant.", "Add a grant for the {side}."),
        "zh": ("没有授权覆盖{side}。", "请为{side}添加授权。"),
    },
    "shares_unknown": {
        "en": (
            "Nobody has written down who holds the shares of “{work}”.",
            "Enter its writers and publishers, or a grant of the whole work.",
        ),
        "zh": (
            "《{work}》的词曲份额尚未登记。",
            "请登记词曲作者与出版方，或添加覆盖整部作品的授权。",
        ),
    },
    "shares_incomplete": {
        "en": (
            "The shares of “{work}” add up to {percent} %, not to 100 %.",
            "Correct or complete its shares.",
        ),
        "zh": ("《{work}》的份额合计为 {percent}%，而非 100%。", "请更正或补全份额。"),
    },
    "share_uncovered": {
        "en": (
            "{writer} ({society}) holds {percent} % of “{work}”, and no grant of the right of "
            "{right} covers that share here and now.",
            "Obtain a grant of the society or the publisher for this share.",
        ),
        "zh": (
            "{writer}（{society}）持有《{work}》{percent}% 的份额，"
            "此时此地没有{right}授权覆盖该份额。",
            "请就该份额取得协会或出版方的授权。",
        ),
    },
    "status": {
        "en": ("The grant is {status}.", "It clears the track only while it is active."),
        "zh": ("该授权现为“{status}”。", "授权生效后曲目才可播放。"),
    },
    "not_yet": {
        "en": ("The grant starts on {date}.", "Wait until then, or agree an earlier start."),
        "zh": ("该授权自 {date} 起生效。", "请等到该日期，或协商提前生效。"),
    },
    "expired": {
        "en": ("The grant ended on {date}.", "Renew it."),
        "zh": ("该授权已于 {date} 到期。", "请续签。"),
    },
    "territory": {
        "en": (
            "{territory} is not in the grant's territory ({terms}).",
            "Extend the grant to {territory}.",
        ),
        "zh": ("{territory}不在授权地区（{terms}）之内。", "请将授权扩展到{territory}。"),
    },
    "territory_excluded": {
        "en": ("The grant leaves out {territory}.", "Have the exception for {territory} lifted."),
        "zh": ("该授权明确排除了{territory}。", "请协商取消对{territory}的排除。"),
    },
    "premises": {
        "en": (
            "The grant does not cover this kind of premises ({premises}), only: {kinds}.",
            "Extend the grant to this kind of premises.",
        ),
        "zh": ("该授权不适用于{premises}，仅适用于：{kinds}。", "请将授权扩展到此类场所。"),
    },
    "floor_area_unknown": {
        "en": (
            "The grant is limited to {limit} m² and the store's floor area is not known.",
            "Enter the floor area of the store.",
        ),
        "zh": ("该授权限 {limit} 平方米以内，而门店面积未填写。", "请填写门店面积。"),
    },
    "floor_area": {
        "en": (
            "The store has {area} m², the grant allows at most {limit} m².",
            "Agree a grant for larger premises.",
        ),
        "zh": ("门店面积 {area} 平方米，超过授权上限 {limit} 平方米。", "请协商更大面积的授权。"),
    },
    "offline": {
        "en": (
            "The grant does not allow the track to be stored in the shop.",
            "Stream it, or agree offline storage.",
        ),
        "zh": ("该授权不允许在门店离线存储。", "请改用在线播放，或协商离线存储。"),
    },
    "promotion": {
        "en": ("The grant does not allow use in promotion.", "Agree promotional use."),
        "zh": ("该授权不允许用于宣传推广。", "请协商宣传推广用途。"),
    },
    "interactive": {
        "en": (
            "The grant does not allow tracks to be chosen one by one.",
            "Agree interactive choice.",
        ),
        "zh": ("该授权不允许逐首点选。", "请协商允许点选。"),
    },
    "locations_unknown": {
        "en": (
            "The grant is for merchants with at most {limit} shops, and how many there are is "
            "not known.",
            "State how many shops the merchant has.",
        ),
        "zh": (
            "该授权仅适用于门店不超过 {limit} 家的商户，而门店数量未知。",
            "请填写商户的门店数量。",
        ),
    },
    "locations": {
        "en": (
            "The grant is for merchants with at most {limit} shops; this one has {count}.",
            "Agree a grant for more shops.",
        ),
        "zh": (
            "该授权仅适用于门店不超过 {limit} 家的商户，该商户有 {count} 家。",
            "请协商适用于更多门店的授权。",
        ),
    },
    "activity": {
        "en": (
            "In {territory} a {basis} does not cover {activities}, which goes on in this place.",
            "Get a licence of its own for that, or a direct licence for the track.",
        ),
        "zh": (
            "在{territory}，{basis}不涵盖该场所的{activities}。",
            "请为此类活动单独取得许可，或为该曲目取得直接授权。",
        ),
    },
}
