"""litellm, imported when it is first needed: it fetches no lists, reports nothing and logs no text."""

import logging
import os
import warnings
from functools import cache
from typing import Any, Final

LOCAL: Final = {
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    "LITELLM_LOCAL_ANTHROPIC_BETA_HEADERS": "True",
    "LITELLM_LOCAL_BLOG_POSTS": "True",
    "LITELLM_LOCAL_POLICY_TEMPLATES": "True",
    "LITELLM_MODE": "PRODUCTION",  # else a .env of the working directory is read
    "LITELLM_LOG": "ERROR",
    "USE_LITELLM_PROXY": "False",  # else every request goes to a proxy that the environment names
}


@cache
def load_litellm() -> Any:
    """The module. The first call takes some seconds; call it in a thread."""
    os.environ.update(LOCAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about its own types
        import litellm

        # The types that answers are made of are built at their first use, which would hold up everyone.
        litellm.ModelResponse()
        litellm.ModelResponseStream()
    litellm.telemetry = False
    litellm.suppress_debug_info = True
    litellm.turn_off_message_logging = True
    litellm.disable_hf_tokenizer_download = True
    litellm.disable_streaming_logging = True
    litellm.drop_params = False
    litellm.modify_params = False
    for name in ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy"):
        logging.getLogger(name).disabled = True  # what it logs of a failure may quote the request
    return litellm
