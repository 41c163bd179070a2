package io.tsdb.ingest.parse;

import java.io.IOException;

/** A body is not packed as it says that it is. */
public class CodingException extends IOException {

  private final String coding;

  /**
   * @param coding as {@code Content-Encoding} names it
   * @param message what the body does, as "it ends too early"
   */
  CodingException(String coding, String message) {
    super(message);
    this.coding = coding;
  }

  public String coding() {
    return coding;
  }
}
