# ruff: noqa: E501 - a phrase reads best on one line
"""The phrases customers use: {one|another} is a choice, <slot> is filled with an invented detail.

Neighbouring intents share their words on purpose (a bill, a refund and a failed payment are all about money), so that telling
them apart takes the whole sentence.
"""

from __future__ import annotations

INTENTS: dict[str, tuple[str, ...]] = {
    "bill_dispute": (
        "my {bill|invoice|statement} {is|looks} {far too high|wrong|much higher than usual|double} {this month|again|since March}",
        "{why|how come} {am I|are we} {being charged|billed} {for a service I never ordered|twice|more than agreed}{?|, can you explain|}",
        "there is {a charge|an amount|a fee} on my {bill|statement|account} {I do not recognise|that nobody explained|I never agreed to}",
        "I {do not agree with|want to dispute|question} the {late fee|roaming charge|extra charge|amount} on my last {bill|invoice}",
        "you {took|charged} {too much|forty pounds more than agreed|the old price} and I want {it corrected|a corrected invoice}",
        "the {meter reading|usage} on the {bill|invoice} {cannot be right|is not mine|does not match what I see here}",
    ),
    "payment_problem": (
        "{I cannot|the site will not let me|the app does not let me} pay my {bill|invoice|balance}{, the card is refused|, it says error|}",
        "my {card|direct debit|bank transfer|payment} {was declined|failed|keeps being rejected|did not go through} {today|again|twice}",
        "I {paid|transferred the money} {last week|on Monday|three days ago} but {it still shows as unpaid|you sent a reminder anyway}",
        "{how|where} {can|do} I {change|update} {the card|my bank details|the direct debit} {for my payments|you charge|on file}",
        "can I {pay in instalments|split this bill|pay later|move the due date} {this month|please|}",
        "the payment page {freezes|times out|shows a blank screen} {after I enter my card|when I press pay}",
    ),
    "refund_status": (
        "{when|how soon} {will|do} I get {my money back|the refund|my refund} {for the returned router|for order <order>|you promised}",
        "I {sent it back|returned the item|cancelled the order} {two weeks|ten days|a month} ago and {still no refund|nothing was paid back}",
        "{where is|what happened to|any news on} {the refund|my refund|the credit} {of <amount>|for <order>|you confirmed}",
        "you {owe me|still have to pay back} <amount>{, it was promised by phone|, the return was accepted|}",
        "the {refund|credit} {shows as sent|was confirmed} but {my bank has not seen it|it never reached my card|nothing arrived}",
        "the {deposit|overpayment} {should have been paid back|was never returned} {by now|last month|after I left}",
    ),
    "outage": (
        "{the internet|broadband|the line|the power|my phone} {is down|went off|is completely dead|has been out} {since this morning|since 3 am|again|in the whole street}",
        "{no signal|no connection|no service|nothing works} {at all|in our area|since the storm} {and the neighbours have the same|, is there an outage}{|?}",
        "{is there|do you have} {an outage|a fault|a disruption} in {my area|postcode <postcode>|the north of town}{?|, nothing works}",
        "the {router|box|modem} {shows a red light|is blinking red|has no link} and {nothing connects|everything is offline}",
        "when {will|is} {service|the network|the supply} {be restored|back|coming back}, we {are cut off|have had nothing} since {yesterday|noon}",
        "we have {been without|lost} {internet|electricity|a phone line} for {two days|hours|the third time this month}",
    ),
    "slow_connection": (
        "{the internet|my broadband|the connection|wifi} is {terribly slow|crawling|not half of what I pay for} {in the evening|since the update|again}",
        "I {pay for|was promised} {100|250|500} {megabits|Mbit} but {the test shows|only get|measure} {twelve|twenty|a tenth of it}",
        "{video|streaming|calls|my games} {keep buffering|freeze|break up|lag} {every night|all day|whenever it rains}",
        "the {signal|wifi} {is weak|drops now and then|barely reaches the bedroom}, {it works but it is slow|pages take forever|}",
        "{downloads|uploads} {take hours|are slower than my phone} {even by cable|since you changed the router|}",
        "the line {is up but unstable|comes and goes|disconnects for a second} {several times an hour|when someone calls}",
    ),
    "technician_visit": (
        "{when|what time} {is|will} {the technician|the engineer|your man} {coming|be here|arriving}{| tomorrow| on Thursday}",
        "I {waited|stayed home} {all day|from eight to five} and {nobody came|the engineer never showed up|no one rang}",
        "{can I|I need to} {move|change|rebook} {the appointment|the visit|the engineer's slot} {to next week|to the afternoon|on <order>}",
        "please {send|book} {someone|an engineer|a technician} to {look at the line|check the meter|install the socket|connect the router}",
        "the {engineer|technician} {left without finishing|drilled in the wrong place|said someone else must come} {yesterday|last time|}",
        "do I {have|need} to be {at home|there} {for the installation|when the meter is changed|while they work outside}",
    ),
    "move_home": (
        "{I am|we are} moving {house|to a new flat|to <postcode>} {next month|in two weeks|on the first} and want to {take the line with us|keep our contract}",
        "{how do I|can I} {transfer|move|take} my {contract|line|service|number} to {my new address|another address|the new house}",
        "{my|our} new {address|flat} {has no socket|is <postcode>}, {can you connect it|is your service available there}",
        "please {change|update} the {address|supply address} {on my contract|for the service} {because we move|from next month}",
        "{what happens to|do I lose} {my contract|my number|the discount} {if|when} I {move|relocate|leave this address}",
        "we {moved|relocated} {last week|on Saturday} and {the line is still at the old place|the new house is not connected yet}",
    ),
    "cancel_contract": (
        "I {want|would like|have decided} to {cancel|end|terminate} my {contract|subscription|plan|service} {now|at the end of the month|with immediate effect}",
        "{how|where} do I {cancel|give notice|get out of this contract}{| without paying a penalty| before it renews}",
        "please {confirm my cancellation|take this as my notice|close my account}{| for contract <order>| and delete my data}",
        "{is there|what is} {a fee|the notice period|the penalty} {for leaving early|if I cancel|to end it}",
        "{I found a better offer|I am switching to another company|I do not need it any more}, {stop|end} {my contract|the service|everything}",
        "{do not renew|I object to the renewal of} my {contract|plan|subscription}{| this year}",
    ),
    "change_plan": (
        "{can I|I want to} {switch|change|upgrade|downgrade} to {a bigger plan|a cheaper tariff|the 250 package|unlimited data}",
        "{is there|do you have} {a cheaper|a smaller|a family|a night} {plan|tariff|package} {for me|than the one I have|}",
        "{what would it cost|how much is it} to {add|get} {more data|a second line|the sports channels|roaming}",
        "my {plan|contract|tariff} {is too small|runs out of data by the tenth|does not suit me}, {what else is there|please change it}",
        "{remove|take off|switch off} {the extra option|the roaming pack|the TV package} {from my plan|but keep the rest}",
        "can I get {the new customer price|the offer on your site} {on my current contract|if I renew|without leaving}",
    ),
    "delivery_delay": (
        "{where is|what happened to|I am still waiting for} {my order|my parcel|the router|order <order>}{?|, it should be here by now|}",
        "{my|the} {parcel|order|new phone} {was due|should have come} {on Monday|last week|three days ago} and {never arrived|nothing came}",
        "tracking {has not moved|says the same|shows nothing} {for five days|since Friday} {for <order>|for my parcel|}",
        "{when|how long until} {will|does} {the router|my package|the order} {arrive|get delivered|reach me}",
        "the courier {says delivered|left a card} but {I have nothing|nobody at the depot knows|it is not here}",
        "can you {send it to another address|deliver on Saturday|hurry up order <order>}{|, I need it this week}",
    ),
    "damaged_item": (
        "{the|my} {router|phone|parcel|meter display} {arrived|came} {broken|with a cracked screen|scratched|open and empty}",
        "the {box|device|item} {does not turn on|is dead out of the box|makes a burning smell} {since it arrived|, I just unpacked it|}",
        "you sent {the wrong model|a used one|something I did not order|half of the order}{, I want another|, how do I return it|}",
        "{I want|please send} {a replacement|a new one|an exchange} for {the faulty router|order <order>|this broken thing}",
        "{a part|the cable|the power supply} {is missing|is broken|does not fit} {in my parcel|in order <order>|}",
        "it {stopped working|broke} after {two days|a week}, {is it under warranty|can I exchange it|what do I do}",
    ),
    "account_access": (
        "I {cannot|can not} {log in|sign in|get into my account}{|, it says wrong password|, the code never arrives|}",
        "{I forgot|I lost|please reset} my {password|user name|PIN|login}{| for the app| for the customer portal}",
        "my account is {locked|blocked|suspended} {after three attempts|for no reason|since the update}",
        "the {reset link|security code|confirmation mail} {never comes|has expired|goes to my old e-mail}",
        "{how do I|can you} {change|update} {the e-mail|the phone number|the name} on my {account|profile|login}",
        "{someone else|a stranger} {logged into|has used|changed the password of} my account{|, please block it}",
    ),
}

VAGUE: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (
        ("bill_dispute", "payment_problem", "refund_status"),
        (
            "{money|<amount>} {is gone|went away} from my account and {I do not know why|nobody answers}",
            "{problem|question} with the {money|payment|amount} of last month",
            "you have my {money|<amount>} and it is {not correct|not okay}",
        ),
    ),
    (
        ("outage", "slow_connection", "technician_visit"),
        (
            "{internet|it} {does not work|not work good|has a problem} {at home|again|since days}, {please come|please look|what to do}",
            "the connection {makes problems|is bad}{| again| like last time}",
            "{somebody must|can you} {look at|repair} my {line|internet}",
        ),
    ),
    (
        ("move_home", "cancel_contract", "change_plan"),
        (
            "I {need|want} to change {my contract|something in the contract} {from next month|please|}",
            "{what must I do|how it goes} with the contract {now|if I go|in my new situation}",
            "my contract {is not for me any more|must stop or change}",
        ),
    ),
    (
        ("delivery_delay", "damaged_item", "refund_status"),
        (
            "{my order|order <order>} {is not okay|has a problem|is not like it should}",
            "I {have not|do not have} {what I ordered|the right thing} {until today|}",
            "the {packet|parcel} {is a problem|not good}, {please do something|I wait}",
        ),
    ),
    (
        ("account_access", "payment_problem"),
        (
            "the {site|app} {does not let me|says error}{| always| when I try}",
            "I {can not do it|do not come in} on the {page|app}",
        ),
    ),
)

ASIDES = (
    "I {already called|wrote to you} {twice|last week} {about this|about something else} and {was kept waiting|nobody helped}.",
    "{Last month|Before} it was {the bill|a slow line|a late parcel|the router}, that {is settled|is fine now}.",
    "{My neighbour|A friend|My sister} {had trouble with|asked about} {a refund|an outage|cancelling|the engineer} and {got help|it took weeks}.",
    "I have been {a customer|with you} for {ten|six|three} years.",
    "I {tried|looked at} {the app|the help page|restarting everything} {first|already|without luck}.",
)

GREETINGS = (
    "Hello, ",
    "Hi, ",
    "Hi there, ",
    "Good morning, ",
    "Dear team, ",
    "hey ",
    "To whom it may concern: ",
    "",
    "",
    "",
    "",
)
CLOSINGS = ("Thanks.", "Thank you in advance!", "Please help.", "Regards", "Please answer soon.", "", "", "", "")
DETAILS = (
    "My name is <name>.",
    "This is <name>, order <order>.",
    "You can reach me at <email>.",
    "Call me on <phone> please.",
    "<name>, <phone>",
    "Customer <name>, <email>.",
    "I live at <street>, <postcode>.",
)

FIRST = {
    "woman": ("Amina", "Beatriz", "Chloe", "Divya", "Elena", "Fatima", "Grace", "Hana", "Ingrid", "Julia", "Keiko", "Leila", "Mary", "Nadia", "Olga", "Priya", "Rosa", "Sarah", "Thandi", "Yan"),
    "man": ("Ahmed", "Bruno", "Carlos", "David", "Emeka", "Farid", "George", "Hiro", "Ivan", "James", "Kofi", "Luca", "Marek", "Noah", "Omar", "Pavel", "Rahul", "Samuel", "Tomas", "Wei"),
    "nonbinary": ("Alex", "Ariel", "Jules", "Kim", "Noor", "Robin", "Sam", "Sasha", "Taylor", "Yuki"),
}  # fmt: skip
LAST = ("Adeyemi", "Brown", "Chen", "Costa", "Dubois", "Evans", "Fischer", "Garcia", "Haddad", "Ito", "Jones", "Khan", "Kowalski", "Larsen", "Mensah", "Murphy", "Nguyen", "Novak", "Okafor", "Patel", "Petrov", "Rossi", "Sharma", "Silva", "Singh", "Smith", "Tanaka", "Walker", "Yilmaz", "Zhang")  # fmt: skip
STREETS = (
    "Mill Lane",
    "Station Road",
    "High Street",
    "Park Avenue",
    "Church Street",
    "Victoria Road",
    "Green Lane",
    "King Street",
)

# How a second language shows: words that come out as a near word, and small words that are lost.
NEAR = {
    "bill": "paper", "invoice": "count", "refund": "money return", "cancel": "annul", "contract": "abonnement",
    "parcel": "packet", "engineer": "mechanic", "technician": "repair man", "appointment": "termin", "address": "direction",
    "slow": "lazy", "outage": "fall", "charged": "loaded", "charge": "load", "delivered": "given", "broken": "kaput",
    "moving": "changing", "move": "change", "log": "come", "password": "key", "replacement": "change", "plan": "tarif",
    "upgrade": "make bigger", "payment": "paying", "paid": "payed", "returned": "gave back", "wifi": "wlan",
    "arrive": "come", "arrived": "came", "arriving": "coming", "locked": "closed", "router": "box", "order": "command",
    "connection": "net", "internet": "net", "tariff": "price", "declined": "not taken", "notice": "note",
}  # fmt: skip
SMALL = frozenset(
    [
        "a",
        "an",
        "the",
        "my",
        "our",
        "your",
        "is",
        "are",
        "am",
        "was",
        "do",
        "does",
        "to",
        "of",
        "for",
        "on",
        "at",
        "in",
        "it",
        "i",
        "we",
        "be",
        "been",
        "will",
    ]
)

# Rules in the order they are tried: what a desk without a model uses.
KEYWORDS = {
    "refund_status": "refund back owe deposit overpayment credit",
    "account_access": "log login password account locked pin code stranger",
    "technician_visit": "engineer technician appointment visit installation slot",
    "move_home": "moving move moved relocate address house flat",
    "cancel_contract": "cancel cancellation terminate end notice leaving renew renewal penalty",
    "payment_problem": "pay paid payment card debit declined instalments transferred",
    "bill_dispute": "bill invoice statement charge charged fee billed",
    "damaged_item": "broken cracked wrong replacement missing warranty scratched dead exchange",
    "delivery_delay": "parcel order delivered tracking courier package arrive",
    "slow_connection": "slow buffering wifi megabits mbit unstable lag drops downloads",
    "outage": "down outage offline signal dead restored without cut fault",
    "change_plan": "plan tariff upgrade downgrade data option package cheaper",
}
