import logging

logger = logging.getLogger("net")
print(logger.name, logger.getEffectiveLevel() >= logging.WARNING, logger.isEnabledFor(logging.DEBUG))
print(logger.hasHandlers(), list(logger.handlers), logger.disabled, logger.propagate)
logger.info("nothing")
