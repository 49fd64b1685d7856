"""Every request of members, as one table: what is asked, what is changed, and who may.

They are answered from the database of the space and from who asks, which answers from champions
alone know nothing of. The service, the OpenAPI document, the patterns that metrics count by and
the forms of the page are loops over it.
"""

from serving.members import complements, following, membership, notes
from serving.members import contracts as its
from serving.members import contributed as given
from serving.members.chances import endpoints as of_chances
from serving.members.endpoint import CONTRIBUTE, MemberEndpoint
from serving.members.mailing import endpoints as of_messages

FORMS = "/contribute/{name}"
"""Where the forms of the page are sent."""

READING = (
    MemberEndpoint(
        "find_members",
        its.DirectoryRequest,
        its.DirectoryResponse,
        membership.find_members,
        "Members by region, cluster and technology, with what they offer and seek.",
        ("/directory",),
        table="members",
    ),
    MemberEndpoint(
        "list_notes",
        given.NotesRequest,
        given.NotesResponse,
        notes.list_notes,
        "What members wrote at regions and options.",
        ("/notes", "/notes/{region_code}"),
        table="notes",
    ),
    MemberEndpoint(
        "news",
        its.NewsRequest,
        its.NewsResponse,
        following.news,
        "What happened since a date, or since the member who asks was here last.",
        ("/news",),
        table="news",
    ),
    MemberEndpoint(
        "profile",
        its.OwnRequest,
        its.ProfileResponse,
        membership.profile,
        "The profile of the member who asks.",
        right=CONTRIBUTE,
    ),
    MemberEndpoint(
        "export_own",
        its.OwnRequest,
        its.ExportResponse,
        membership.export_own,
        "Everything that is kept of the member who asks.",
        right=CONTRIBUTE,
    ),
    MemberEndpoint(
        "watches",
        its.OwnRequest,
        its.WatchesResponse,
        following.watched,
        "What the member who asks follows.",
        table="watches",
        right=CONTRIBUTE,
    ),
    MemberEndpoint(
        "complements",
        given.ComplementRequest,
        given.ComplementResponse,
        complements.complements,
        "Members tied to the one who asks by value chains or relatedness, and why.",
        table="members",
        right=CONTRIBUTE,
        needs_choice=True,
    ),
    *of_chances.READING,
    *of_messages.READING,
)
"""What changes nothing."""


CHANGING = (
    MemberEndpoint(
        "invite",
        its.InviteRequest,
        its.InviteResponse,
        membership.invite,
        "A code with which one organisation may join, by an administrator of its region.",
        right=CONTRIBUTE,
        changes=True,
    ),
    MemberEndpoint(
        "join",
        its.JoinRequest,
        its.ProfileResponse,
        membership.join,
        "Become a member with the code of an invitation.",
        right=CONTRIBUTE,
        changes=True,
    ),
    MemberEndpoint(
        "change_profile",
        its.ProfileRequest,
        its.ProfileResponse,
        membership.change_profile,
        "Change the profile of the member who asks.",
        right=CONTRIBUTE,
        changes=True,
    ),
    MemberEndpoint(
        "leave",
        its.LeaveRequest,
        its.DoneResponse,
        membership.leave,
        "Delete the member who asks, with all that it wrote.",
        right=CONTRIBUTE,
        changes=True,
    ),
    MemberEndpoint(
        "remove_member",
        its.RemoveRequest,
        its.DoneResponse,
        membership.remove_member,
        "Remove a member, by an administrator of its region.",
        right=CONTRIBUTE,
        changes=True,
    ),
    MemberEndpoint(
        "watch",
        its.WatchRequest,
        its.DoneResponse,
        following.watch,
        "Follow a region, an option or another member.",
        right=CONTRIBUTE,
        changes=True,
    ),
    MemberEndpoint(
        "unwatch",
        its.WatchRequest,
        its.DoneResponse,
        following.unwatch,
        "Follow something no longer.",
        right=CONTRIBUTE,
        changes=True,
    ),
    MemberEndpoint(
        "add_note",
        given.NoteRequest,
        its.DoneResponse,
        notes.add_note,
        "Write a note at a region or an option, with a link to evidence.",
        right=CONTRIBUTE,
        changes=True,
    ),
    MemberEndpoint(
        "publish_note",
        given.NoteOwnRequest,
        its.DoneResponse,
        notes.publish_note,
        "Show one's own draft to all readers.",
        right=CONTRIBUTE,
        changes=True,
    ),
    MemberEndpoint(
        "delete_note",
        given.NoteOwnRequest,
        its.DoneResponse,
        notes.delete_note,
        "Delete one's own note.",
        right=CONTRIBUTE,
        changes=True,
    ),
    MemberEndpoint(
        "hide_note",
        given.NoteOwnRequest,
        its.DoneResponse,
        notes.hide_note,
        "Hide a note of another member, by an administrator of its region.",
        right=CONTRIBUTE,
        changes=True,
    ),
    MemberEndpoint(
        "unhide_note",
        given.NoteOwnRequest,
        its.DoneResponse,
        notes.unhide_note,
        "Show a hidden note again, by an administrator of its region.",
        right=CONTRIBUTE,
        changes=True,
    ),
    *of_chances.CHANGING,
    *of_messages.CHANGING,
)
"""What writes: by POST alone."""
COMMUNITY = (*READING, *CHANGING)
BY_NAME = {endpoint.name: endpoint for endpoint in COMMUNITY}
