"""How many tracks which rule keeps out of a store, in words."""

from __future__ import annotations

from licensing.rights.reasons import spoken

# code -> (English, Chinese); {count} tracks
WORDS = {
    "withdrawn": ("{count} withdrawn from the catalogue", "{count} 首已从曲库撤下"),
    "merged": ("{count} merged into another track", "{count} 首已并入其他曲目"),
    "quality": ("{count} held back for their sound", "{count} 首因音质暂不播放"),
    "no_audio": ("{count} without audio", "{count} 首没有音频"),
    "not_analysed": ("{count} not analysed yet", "{count} 首尚未完成分析"),
    "no_grant": ("{count} without any grant", "{count} 首没有任何授权"),
    "right_missing": (
        "{count} without the right of public performance",
        "{count} 首没有公开表演权",
    ),
    "right_required": (
        "{count} without another right that this country asks for",
        "{count} 首缺少该国家或地区所需的其他权利",
    ),
    "side_missing": (
        "{count} with the recording or the work not covered",
        "{count} 首的录音或词曲未获授权",
    ),
    "shares_unknown": (
        "{count} with a work whose shares are not known",
        "{count} 首的词曲份额尚未登记",
    ),
    "shares_incomplete": (
        "{count} with a work whose shares do not make 100 %",
        "{count} 首的词曲份额合计不足或超过 100%",
    ),
    "share_uncovered": (
        "{count} with a co-writer whose share is not covered",
        "{count} 首有词曲作者的份额未获授权",
    ),
    "status": ("{count} whose grant is not active", "{count} 首的授权未生效"),
    "not_yet": ("{count} whose grant has not begun", "{count} 首的授权尚未开始"),
    "expired": ("{count} whose grant has ended", "{count} 首的授权已到期"),
    "territory": ("{count} not granted for this country", "{count} 首未授权在该国家或地区使用"),
    "territory_excluded": (
        "{count} whose grant leaves out this country",
        "{count} 首的授权排除了该国家或地区",
    ),
    "premises": (
        "{count} not granted for this kind of premises",
        "{count} 首未授权用于此类场所",
    ),
    "floor_area_unknown": (
        "{count} limited by floor area, which is not stated",
        "{count} 首限制面积，而门店面积未填写",
    ),
    "floor_area": ("{count} not granted for a place this large", "{count} 首的授权面积不足"),
    "locations_unknown": (
        "{count} limited by the number of shops, which is not known",
        "{count} 首限制门店数量，而门店数量未知",
    ),
    "locations": ("{count} not granted for so many shops", "{count} 首的授权门店数量不足"),
    "activity": (
        "{count} whose licence leaves out what else goes on there",
        "{count} 首的许可不涵盖场所内的其他活动",
    ),
    "offline": ("{count} that may not be stored in the shop", "{count} 首不允许离线存储"),
    "promotion": ("{count} not granted for promotion", "{count} 首不允许用于推广"),
    "interactive": (
        "{count} that may not be chosen one by one",
        "{count} 首不允许逐首点选",
    ),
    "store_choice": (
        "{count} blocked by the store's own lists and its choice on explicit lyrics",
        "{count} 首被门店的屏蔽名单或歌词设置排除",
    ),
}


def exclusion_in_words(code: str, count: int, language: str = "en") -> str:
    """One rule and how many tracks it keeps out."""
    return WORDS[code][spoken(language) == "zh"].format(count=count)
