package io.tsdb.ingest.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** How much is logged. Commands that print an answer log nothing but errors beside it. */
final class Logs {

  private Logs() {}

  static void onlyErrors() {
    set(Level.ERROR);
  }

  private static void set(Level level) {
    if (LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
      root.setLevel(level);
    }
  }
}
