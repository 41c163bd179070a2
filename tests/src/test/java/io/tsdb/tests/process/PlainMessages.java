package io.tsdb.tests.process;

import static org.assertj.core.api.Assertions.assertThat;

/** What a message for a person may never look like. */
public final class PlainMessages {

  private PlainMessages() {}

  /** Fails if a text shows a stack trace or the name of an exception's class. */
  public static void assertNoStackTrace(String text) {
    assertThat(text)
        .doesNotContain("\tat ")
        .doesNotContain("\\tat ")
        .doesNotContain("Caused by:")
        .doesNotContainPattern("\\bat [a-z]+(\\.[a-z0-9]+)+\\.[A-Z]\\w+\\.")
        .doesNotContainPattern("[a-z]+(\\.[a-z0-9]+)+\\.[A-Z]\\w*(Exception|Error)\\b");
  }
}
