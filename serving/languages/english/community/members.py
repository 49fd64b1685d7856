"""Members: what was changed, what is wrong with a request, and what the page says."""

MESSAGES: dict[str, str | tuple[str, str]] = {
    "members.chance_given": "you gave a chance for this call already: it is kept as it was given",
    "members.chance_kept": (
        "Your chance of {chance:percent} is kept; the model says {model:percent}. Both are scored "
        "when the outcome of {year} is known."
    ),
    "members.chance_kept_late": (
        "Your chance of {chance:percent} is kept; the model says {model:percent}. The year {year} "
        "was over: yours is shown, but does not count in the weight of members."
    ),
    "members.late": (
        "The year {year} is over, so a chance that you give now is kept and shown, but does not "
        "count: practise on calls of the past instead."
    ),
    "members.chance_seen": (
        "You had seen the model's chance: yours is kept and shown, but does not count in the "
        "weight of members."
    ),
    "members.chances.hidden": (
        "{n:count} member gave a chance. Give yours to see the model's and that of others.",
        "{n:count} members gave a chance. Give yours to see the model's and that of others.",
    ),
    "members.chances.none": "No member gave a chance yet.",
    "members.chances.pooled": (
        "{n:count} member who had not seen the model's chance, and the model together: "
        "{chance:percent}.",
        "{n:count} members who had not seen the model's chance, and the model together: "
        "{chance:percent}.",
    ),
    "members.chances.unproven": (
        "{n:count} member gave a chance. Too few calls of members have an outcome to weigh them.",
        "{n:count} members gave a chance. Too few calls of members have an outcome to weigh them.",
    ),
    "members.chances.seen": (
        "{n:count} of them had seen the model's chance and does not count.",
        "{n:count} of them had seen the model's chance and do not count.",
    ),
    "members.chances.late": (
        "{n:count} of them came after the year of the outcome and does not count.",
        "{n:count} of them came after the year of the outcome and do not count.",
    ),
    "members.complements.no_codes": (
        "Name clusters or technologies in your profile to find members that complement you."
    ),
    "members.complements.none": "No other member is tied to you by what the models know.",
    "members.fault.link": (
        "give an address that begins with https:// or http:// and names a host, or leave it empty"
    ),
    "members.fault.option": "give activity and code together, or neither",
    "members.fault.place": (
        "name a region, an option or another member, and nothing beside a member"
    ),
    "members.fault.printable": "has characters that cannot be printed; take them out",
    "members.fault.form": "the form cannot be read: open the page again and send it anew",
    "members.page.administrator": "administrator of the region",
    "members.page.after": "Further members",
    "members.page.all": "all",
    "members.page.together": "With members",
    "members.page.outcome": "Outcome",
    "members.page.no_weight": "too few outcomes",
    "members.page.outcome_true": "came true",
    "members.page.outcome_false": "did not come true",
    "members.page.outcome_open": "not known yet",
    "members.page.take": "Take the notes away:",
    "members.page.all_changes": "Show all that happened",
    "members.page.back": "Back to the page",
    "members.page.before": "Members before these",
    "members.page.chance": "Chance that it happens by {year}",
    "members.page.changes": "What changed",
    "members.page.clusters": "Clusters (several: with Ctrl or ⌘)",
    "members.page.code": "Code of the invitation",
    "members.page.complements": "Members that complement you",
    "members.page.corner": "Members",
    "members.page.count": ("{n:count} member", "{n:count} members"),
    "members.page.date": "{date:date}",
    "members.page.delete": "Delete your note",
    "members.page.directory": "Members",
    "members.page.done": "Done",
    "members.page.draft": "Keep as a draft that only you see",
    "members.page.expect": "Give your chance of entry or loss",
    "members.page.expect_entry": "Give your chance of entry",
    "members.page.call": "What may happen",
    "members.page.call_entry": "the region enters",
    "members.page.call_exit": "the region loses its specialisation",
    "members.page.asked": "When given",
    "members.page.asked_blind": "before the model's was seen",
    "members.page.asked_late": "after the year was over",
    "members.page.asked_seen": "after the model's was seen",
    "members.page.open": (
        "{n:count} call to {year} waits for your chance.",
        "{n:count} calls to {year} wait for your chance.",
    ),
    "members.page.open_late": (
        "You gave no chance for {n:count} call to {year}.",
        "You gave no chance for {n:count} calls to {year}.",
    ),
    "members.page.expect_first": "Give chances before you see the model's",
    "members.page.expect_here": (
        "You see the model's chances here. A chance that you give now is kept and shown, but does "
        "not count in the weight of members."
    ),
    "members.page.expect_why": (
        "The model's chance and the pool are shown after you gave yours. It is kept as you gave "
        "it, and scored beside the model's when the outcome is known. Only chances of members who "
        "had not seen the model's count in the weight of members, and only those that were given "
        "before the year was over. The list is by name."
    ),
    "members.page.have": "I have seen it",
    "members.page.have_not": "I have not seen it",
    "members.page.have_seen": "The model's chance for this call",
    "members.page.kind": "Niches of",
    "members.page.kind_cluster": "clusters",
    "members.page.kind_technology": "technologies",
    "members.page.export": "Take away all that is kept of you",
    "members.page.give": "Give this chance",
    "members.page.given": "Your chances beside the model's",
    "members.page.hide": "Hide this note",
    "members.page.how_right": (
        "Your account may read, but not contribute: ask whoever runs the service for that right, "
        "and the administrator of your region for an invitation."
    ),
    "members.page.how_sign_in": (
        "To contribute, sign in and join with an invitation. Without an account or an invitation, "
        "ask the administrator of your region or whoever runs the service."
    ),
    "members.page.invitation": "Invitation code: {code} (valid until {expires})",
    "members.page.invitation_once": (
        "Send it to the organisation now: it works once and is not shown again."
    ),
    "members.page.invite": "Invite an organisation",
    "members.page.join": "Join with an invitation",
    "members.page.join_how": (
        "The administrator of your region makes the code of an invitation, or whoever runs the "
        "service. Others find you by the clusters and technologies that you name."
    ),
    "members.page.last_days": "In the last 30 days, since {since:date}:",
    "members.page.leave": "Leave, and delete all that is kept of you",
    "members.page.leave_what": (
        "Your profile, notes, chances and what you follow are deleted, which cannot be undone. "
        "Repeat the name of your organisation."
    ),
    "members.page.link": "Link to evidence (https://…)",
    "members.page.member": "member",
    "members.page.model": "Model's chance of then",
    "members.page.no_notes": "No member wrote here yet.",
    "members.page.no_watches": "You follow nothing yet: open a region or an option and follow it.",
    "members.page.notes": "Notes of members",
    "members.page.nothing": "Nothing happened.",
    "members.page.offers": "Offers",
    "members.page.organisation": "Name of the organisation",
    "members.page.own": "Your profile",
    "members.page.practice": "Practise on calls of the past",
    "members.page.publish": "Show it to all",
    "members.page.remove": "Remove {organisation}",
    "members.page.role": "Role",
    "members.page.save": "Save",
    "members.page.seeks": "Seeks",
    "members.page.send": "Send",
    "members.page.show": "Show",
    "members.page.since": "Since you were last here, {since:date}:",
    "members.page.state_draft": "draft",
    "members.page.state_hidden": "hidden",
    "members.page.state_shown": "shown",
    "members.page.technologies": "Technologies (several: with Ctrl or ⌘)",
    "members.page.technology": "Technology",
    "members.page.text": "What do you know?",
    "members.page.unwatch": "Follow no longer",
    "members.page.watch": "Follow this",
    "members.page.watch_member": "Follow {organisation}",
    "members.page.watched_changes": "Show only what you follow",
    "members.page.write": "Write a note",
    "members.page.year": "Outcome in",
    "members.page.you_watch": "What you follow",
    "members.page.yours": "Your chance",
    "members.joined_already": "you are a member of this package already: leave first to join anew",
    "members.left": "You are no longer a member. What was kept of you is deleted.",
    "members.many_notes": (
        "you wrote {most} notes within a day, which is the most: go on tomorrow"
    ),
    "members.many_watches": (
        "you follow {most} places, which is the most: follow one less before you add another"
    ),
    "members.no_call.entry": (
        "the champion makes no entry call for this option in this region: the region has it "
        "already, or the data do not cover it"
    ),
    "members.no_call.exit": (
        "the champion makes no exit call for this option in this region: the region is not "
        "specialised in it, or the data do not cover it"
    ),
    "members.no_draft": "this note is no draft: it is shown or hidden already",
    "members.no_invitation": (
        "this invitation is unknown, used or expired: ask the administrator of your region for "
        "another"
    ),
    "members.no_member": (
        "you are not a member yet: join with the invitation of your region's administrator"
    ),
    "members.no_moderator": (
        "you are no administrator of region {region}: ask one, or whoever runs the service"
    ),
    "members.meaning.entry": (
        "A region enters when its location quotient ({counted}, {when}) is {threshold:number} or "
        "more, where that of {before} is less; the quotient is the share of an activity in the "
        "region over its share in all regions."
    ),
    "members.meaning.exit": (
        "A region loses its specialisation when its location quotient ({counted}, {when}) is below "
        "{threshold:number}, where that of {before} is not; the quotient is the share of an "
        "activity in the region over its share in all regions."
    ),
    "members.meaning.year": "{year}",
    "members.meaning.years": "{first} to {year} together",
    "members.name_taken": (
        "another member has a name that looks the same: add the place or the form"
    ),
    "members.no_niches.cluster": (
        "no market niches are served for this package: ask with activity technology, or ask "
        "whoever runs the service for a champion of market niches"
    ),
    "members.no_niches.technology": (
        "no technology niches are served for this package: ask with activity cluster, or ask "
        "whoever runs the service for a champion of technology niches"
    ),
    "members.no_note": "there is no note {id}: it was deleted, or never written",
    "members.not_own_name": (
        "is not the name of your organisation: repeat it as it stands in your profile"
    ),
    "members.ask_administrators": "Hidden. Who may show it again: {names:list}.",
    "members.ask_operator": "Hidden. Whoever runs the service may show it again.",
    "members.not_hidden": "this note is not hidden",
    "members.not_own_to_delete": (
        "only its author may delete a note: an administrator of its region may hide it (hide_note)"
    ),
    "members.own_to_hide": "this note is your own: delete it (delete_note) instead of hiding it",
    "members.note_unhidden": "The note is shown again.",
    "members.page.unhide": "Show this note again",
    "members.not_own_note": "only its author may publish a draft",
    "members.note_deleted": "Your note is deleted.",
    "members.note_draft": "Your draft is kept; only you see it.",
    "members.note_hidden": "The note is hidden.",
    "members.note_shown": "Your note is shown.",
    "members.practice.ask_entry": (
        "You know what was known in {origin}. Does {region} enter {name} by {year}?"
    ),
    "members.practice.ask_exit": (
        "You know what was known in {origin}. Does {region} lose its specialisation in {name} by "
        "{year}?"
    ),
    "members.practice.came_false": (
        "{name}: it did not come true. You gave {chance:percent}, the model {model:percent}."
    ),
    "members.practice.came_true": (
        "{name}: it came true. You gave {chance:percent}, the model {model:percent}."
    ),
    "members.practice.done": "What you practised on",
    "members.practice.few": (
        "{n:count} call is too few to compare you with the model.",
        "{n:count} calls are too few to compare you with the model.",
    ),
    "members.practice.given": "you gave a chance for this call already, and know what became of it",
    "members.practice.next": "The next call",
    "members.practice.no_record": "the champion keeps no calls of its backtest: train it again",
    "members.practice.none": "There are no more calls of this region to practise on.",
    "members.practice.patents": (
        "All regions together had {n:number} patents there in the five years to {origin}, and "
        "{before:number} in the five years before."
    ),
    "members.practice.score": (
        "On {n:count} call your Brier skill against the model is {skill:decimal} (standard error "
        "{error:decimal}): above 0 you were better, below 0 the model.",
        "On {n:count} calls your Brier skill against the model is {skill:decimal} (standard error "
        "{error:decimal}): above 0 you were better, below 0 the model.",
    ),
    "members.practice.unknown": "is no call that you can practise on now: take one of /practice",
    "members.practice.why": (
        "Calls of past years, whose outcome is held back until you gave your chance. You are "
        "compared with what the model would have said from the data of then. It is practice: who "
        "remembers those years has an advantage, so nothing of it counts in the pool."
    ),
    "members.practice.years": "Years",
    "members.removed": "{organisation} is no longer a member; its notes are deleted.",
    "members.tie.buys": (
        "{organisation} is in {buyer}, which buys {share:percent} of what {seller} makes"
    ),
    "members.tie.related": "{added} is related to your {own} (proximity {proximity:decimal})",
    "members.tie.sells": (
        "{organisation} is in {seller}, whose deliveries to {buyer} are worth {share:percent} of "
        "its output"
    ),
    "members.unknown": "there is no member {id}: look it up in the directory",
    "members.unreadable": (
        "the space of members cannot be reached at present; the error is in the log of the service"
    ),
    "members.unwatched": "You no longer follow this.",
    "members.watched": "You follow this now.",
}
