"""The requests about chances of members, as `serving.members.endpoints` has all of them."""

from serving.members.chances import answers, practice
from serving.members.chances import contracts as its
from serving.members.endpoint import CONTRIBUTE, MemberEndpoint

READING = (
    MemberEndpoint(
        "list_chances",
        its.ChancesRequest,
        its.ChancesResponse,
        answers.list_chances,
        "What members expect of a niche call, beside the model's chance.",
        ("/chances",),
    ),
    MemberEndpoint(
        "open_calls",
        its.OpenCallsRequest,
        its.OpenCallsResponse,
        answers.open_calls,
        "Niche calls that the member who asks may give a chance for, without the model's.",
        table="calls",
        right=CONTRIBUTE,
    ),
    MemberEndpoint(
        "practice",
        its.PracticeRequest,
        its.PracticeResponse,
        practice.practice,
        "Calls of the past to practise on, without outcomes, and how one did so far.",
        table="calls",
        right=CONTRIBUTE,
    ),
)
CHANGING = (
    MemberEndpoint(
        "give_chance",
        its.ChanceRequest,
        its.ChanceResponse,
        answers.give_chance,
        "Give a chance for a niche call, kept for good, and see the model's and the pool.",
        right=CONTRIBUTE,
        changes=True,
    ),
    MemberEndpoint(
        "give_practice_chance",
        its.PracticeChanceRequest,
        its.PracticeChanceResponse,
        practice.give_practice_chance,
        "Give a chance for a call of the past, and see what became of it; it gives no weight.",
        right=CONTRIBUTE,
        changes=True,
    ),
)
