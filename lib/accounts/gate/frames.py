"""What a page may say to the server, told from the frames of Streamlit's protocol."""

from enum import Enum

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]  # the package ships no types
from streamlit.proto.BackMsg_pb2 import BackMsg


class Kind(Enum):
    PERSON = "person"
    PAGE = "page"
    REFUSED = "refused"


_BY_PERSONS = {"file_urls_request", "stop_script"}
_BY_PAGES = {"app_heartbeat"}
_OPERATIONS = {"deferred_file": Kind.PERSON, "dataframe_chunk": Kind.PAGE}


def kind_of(frame: bytes) -> Kind:
    """PERSON for what somebody did, PAGE for what the page does by itself, REFUSED for tools of developers.

    A frame that cannot be read is left to Streamlit, which closes the socket.
    """
    message = BackMsg()
    try:
        message.ParseFromString(frame)
    except DecodeError:
        return Kind.PAGE
    said = message.WhichOneof("type")
    if said == "rerun_script":
        return Kind.PAGE if message.rerun_script.is_auto_rerun else Kind.PERSON
    if said == "backend_operation_request":
        return _OPERATIONS.get(message.backend_operation_request.WhichOneof("payload") or "", Kind.REFUSED)
    if said in _BY_PERSONS:
        return Kind.PERSON
    return Kind.PAGE if said in _BY_PAGES else Kind.REFUSED
