"""Every table module, imported so that the metadata is whole."""

import lib.accounts.tables
import lib.admissions.tables
import lib.alumni.tables
import lib.audit.tables
import lib.imports.tables
import lib.registry.tables
import lib.scholarships.tables
from lib.core.database import Base

metadata = Base.metadata
