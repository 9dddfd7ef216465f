"""Who may say yes: proposals to release a model, what members of a charter's council signed of them, and permits.

Nothing is decided here that the log does not say: a permit is read from the charter and the record, and follows from
them alone. It is for one charter, one model and one row of guards, by their digests; it ends, and can be revoked.

>>> permit([], charter="sha256:00", model="sha256:11", guards="sha256:22", at="2030-01-01T00:00:00.000000Z")
Permit(granted=False, why=('the charter was not signed into this record',), proposal=None)
"""

from troth.council.permit import Permit, permit
from troth.council.served import Served
from troth.council.speaking import proposal_of, speak
from troth.council.standing import Charter, Proposal, Standing, Vote, standing_of

__all__ = [
    "Charter",
    "Permit",
    "Proposal",
    "Served",
    "Standing",
    "Vote",
    "permit",
    "proposal_of",
    "speak",
    "standing_of",
]
