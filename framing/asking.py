"""How an ask reads in running text: the request, who is asked, by when, and the first step."""

from __future__ import annotations

import re

REQUEST = re.compile(
    r"\b(?:[Ww]ill|[Ww]ould|[Cc]ould|[Cc]an) (?:you|the [\w ]{2,30}?|[A-Z]\w+(?: [A-Z]\w+)?)\b[^?]*\?|\b[Ww]e(?: are)? ask(?:ing)? (?:you|the \w+|that you)\b|\b[Pp]lease\b|\b[Oo]ur ask\b|\b[Ww]e invite you to\b|\b[Ww]e (?:would )?ask for\b"
)
WHO = re.compile(r"\b(?:you|the (?:board|team|council|ward|trust|practice|chair|panel|committee)|[A-Z][a-z]+ [A-Z][a-z]+)\b")
DATE = re.compile(
    r"\b(?:by|from|before|on|until|in|starting|this|next|within|for|at)\s+(?:the )?(?:end of )?(?:next |this |your next )?(?:\d{1,2}(?:st|nd|rd|th)?(?: of)? )?"
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Easter|Christmas|"
    r"week|month|meeting|tomorrow|spring|summer|autumn|\d+ days)\b|\btomorrow\b",
    re.I,
)
FIRST_STEP = re.compile(
    r"\b(?:first step|to (?:start|begin)|start(?:ing)? (?:with|by|in|on|from)|begin(?:ning)? (?:with|by|in|on)|in the next (?:few|two|three|four) weeks|within (?:a|one) (?:week|fortnight|month)|"
    r"within (?:30|14|21|28|seven|ten|\d\d?) days|for (?:one|two|three|four|a) (?:weeks?|fortnight|month)|this (?:week|month)|next week|before the end of the month|tomorrow)\b",
    re.I,
)
