"""What the page is told before somebody is signed in: which ways there are to come in."""

from stratum.accounts.service import Accounts
from stratum.runtime.views import Json


def entrance_view(accounts: Accounts | None, browser: str) -> Json:
    """The providers, whether guests may register, and why a provider's answer was refused.

    Args:
        accounts: Those of the workspace; None where there are none.
        browser: The secret of the cookie of somebody who was sent to a provider; empty for none.
    """
    if accounts is None:
        return {"providers": [], "register": None, "refused": None}
    terms = accounts.registration.terms()
    refused = accounts.passage.refused(browser) if accounts.passage else None
    return {
        "providers": [{"name": one.name, "title": one.title} for one in accounts.providers.list()],
        "register": {"role": terms.role, "stay": terms.stay} if terms else None,
        "refused": {"message": refused.message, "hint": refused.hint} if refused else None,
    }
