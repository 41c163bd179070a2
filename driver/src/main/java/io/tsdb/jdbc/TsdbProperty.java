package io.tsdb.jdbc;

import java.util.List;
import java.util.Optional;

/**
 * Every property that a connection knows, by its name in the URL's query or in {@link
 * java.util.Properties}. Names ignore case. A property in the URL goes before one of the same name
 * in the Properties, an empty value counts as none, and properties not named here are ignored,
 * since tools add some of their own.
 */
public enum TsdbProperty {
  ACCESS_KEY_ID(
      "accessKeyId", "the AWS default chain", "Access key of an s3 archive.", Kind.SECRET),
  SECRET_ACCESS_KEY(
      "secretAccessKey", "the AWS default chain", "Secret key of an s3 archive.", Kind.SECRET),
  SESSION_TOKEN(
      "sessionToken", "none", "Session token of temporary credentials of S3.", Kind.SECRET),
  TOKEN("token", "none", "Bearer token that an http archive asks for.", Kind.SECRET),
  USER(
      "user",
      "none",
      "The same as accessKeyId, for tools that ask for a user and a password only.",
      Kind.SECRET),
  PASSWORD(
      "password",
      "none",
      "The same as secretAccessKey (s3) or token (http), for tools that ask for a password only.",
      Kind.SECRET),
  ENDPOINT("endpoint", "AWS", "URL of an S3-compatible store, with its port.", Kind.STORE),
  REGION(
      "region",
      "that of the AWS environment, or us-east-1 where an endpoint is given",
      "Region of S3.",
      Kind.STORE),
  PATH_STYLE(
      "pathStyle",
      "true where an endpoint is given",
      "Whether the bucket stands in the path of S3's URLs, not in the host name.",
      Kind.STORE,
      "true",
      "false"),
  START(
      "start",
      "the first event",
      "Narrows events to those at or after this time: epoch milliseconds or ISO 8601, UTC.",
      Kind.PLAIN),
  END(
      "end",
      "the last event",
      "Narrows events to those before this time: epoch milliseconds or ISO 8601, UTC; a date"
          + " includes that whole day.",
      Kind.PLAIN),
  CACHE_DIR(
      "cacheDir",
      "none",
      "Local folder in which the heads of segments are kept, at most 1 GiB; any number of programs"
          + " may share it, and it may be deleted at any time.",
      Kind.PLAIN),
  LISTING_TTL(
      "listingTtl",
      "5s",
      "How long one listing of segments answers queries, such as 500ms, 5s or 1m: what other"
          + " processes seal may be seen so much later. 0 lists for each query.",
      Kind.PLAIN),
  MEMORY_LIMIT(
      "memoryLimit",
      "a quarter of the heap",
      "What one statement may hold in memory to join, group and compute windows, as estimated, such"
          + " as 64MiB or 2GiB; at least 64KiB. Groups beyond it go to temporary files, all else"
          + " fails.",
      Kind.PLAIN);

  private enum Kind {
    PLAIN,
    /** Part of the archive's URL. */
    STORE,
    /** Must not be seen in any message, URL or log. */
    SECRET
  }

  private final String key;
  private final String defaultValue;
  private final String description;
  private final Kind kind;
  private final List<String> choices;

  TsdbProperty(String key, String defaultValue, String description, Kind kind, String... choices) {
    this.key = key;
    this.defaultValue = defaultValue;
    this.description = description;
    this.kind = kind;
    this.choices = List.of(choices);
  }

  /** The property of a name, ignoring case. */
  static Optional<TsdbProperty> of(String key) {
    for (TsdbProperty property : values()) {
      if (property.key.equalsIgnoreCase(key)) {
        return Optional.of(property);
      }
    }
    return Optional.empty();
  }

  /** Its name in URLs and Properties. */
  public String key() {
    return key;
  }

  /** What holds where it is not given, in words. */
  public String defaultValue() {
    return defaultValue;
  }

  public String description() {
    return description;
  }

  /** The values that it may have; empty if any. */
  public List<String> choices() {
    return choices;
  }

  /** Whether its value must not be seen in any message, URL or log. */
  public boolean secret() {
    return kind == Kind.SECRET;
  }

  /** Whether it is part of the archive's URL rather than of the connection. */
  boolean ofStore() {
    return kind == Kind.STORE;
  }
}
