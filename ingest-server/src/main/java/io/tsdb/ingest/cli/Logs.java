package io.tsdb.ingest.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;

/** How much is logged. Commands that print an answer log nothing but errors beside it. */
final class Logs {

  private Logs() {}

  static void onlyErrors() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      for (Logger logger : context.getLoggerList()) {
        if (logger.getLevel() != null && Level.ERROR.isGreaterOrEqual(logger.getLevel())) {
          logger.setLevel(Level.ERROR);
        }
      }
    }
  }
}
