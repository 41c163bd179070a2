package io.tsdb.archive.store;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * What a store needs beside its URL: credentials, which never stand in a URL, and patience.
 *
 * @param accessKeyId of S3; absent: the AWS default chain (environment, profile, container,
 *     machine)
 * @param secretAccessKey of S3; present exactly if {@code accessKeyId} is
 * @param sessionToken of temporary S3 credentials
 * @param token sent as {@code Authorization: Bearer} to an http archive
 * @param connectTimeout for one connection to be made
 * @param requestTimeout for one request to be answered; its bytes add the time that they need at 64
 *     KiB/s
 * @param attempts how often one request is sent at most before it counts as failed
 * @param hedging whether the slowest reads of an s3 or http archive are sent a second time, at most
 *     one of twenty
 */
public record StoreOptions(
    Optional<String> accessKeyId,
    Optional<String> secretAccessKey,
    Optional<String> sessionToken,
    Optional<String> token,
    Duration connectTimeout,
    Duration requestTimeout,
    int attempts,
    boolean hedging) {

  /** No credentials, 5 s to connect, 20 s to answer, 5 attempts, hedging on. */
  public static final StoreOptions DEFAULT =
      new StoreOptions(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Duration.ofSeconds(5),
          Duration.ofSeconds(20),
          5,
          true);

  public StoreOptions {
    requireNonNull(accessKeyId, "accessKeyId is null");
    requireNonNull(secretAccessKey, "secretAccessKey is null");
    requireNonNull(sessionToken, "sessionToken is null");
    requireNonNull(token, "token is null");
    if (connectTimeout.toMillis() < 1 || requestTimeout.toMillis() < 1) {
      throw new IllegalArgumentException(
          "Expected timeouts of at least 1 ms, found connectTimeout "
              + connectTimeout
              + " and requestTimeout "
              + requestTimeout);
    }
    if (attempts < 1) {
      throw new IllegalArgumentException("Expected at least 1 attempt, found " + attempts);
    }
  }

  /** The same with S3 credentials; {@code sessionToken} only where they are temporary. */
  public StoreOptions withKeys(
      Optional<String> accessKeyId,
      Optional<String> secretAccessKey,
      Optional<String> sessionToken) {
    return new StoreOptions(
        accessKeyId,
        secretAccessKey,
        sessionToken,
        token,
        connectTimeout,
        requestTimeout,
        attempts,
        hedging);
  }

  /** The same with long-lived S3 credentials. */
  public StoreOptions withKeys(String accessKeyId, String secretAccessKey) {
    return withKeys(Optional.of(accessKeyId), Optional.of(secretAccessKey), Optional.empty());
  }

  /** The same with a token for http archives. */
  public StoreOptions withToken(Optional<String> token) {
    return new StoreOptions(
        accessKeyId,
        secretAccessKey,
        sessionToken,
        token,
        connectTimeout,
        requestTimeout,
        attempts,
        hedging);
  }

  /** The same with other limits of patience. */
  public StoreOptions withPatience(Duration connectTimeout, Duration requestTimeout, int attempts) {
    return new StoreOptions(
        accessKeyId,
        secretAccessKey,
        sessionToken,
        token,
        connectTimeout,
        requestTimeout,
        attempts,
        hedging);
  }

  /** The same, with no read sent a second time for being slow. */
  public StoreOptions withoutHedging() {
    return new StoreOptions(
        accessKeyId,
        secretAccessKey,
        sessionToken,
        token,
        connectTimeout,
        requestTimeout,
        attempts,
        false);
  }

  /** Says which credentials are given, never what they are. */
  @Override
  public String toString() {
    return "StoreOptions[accessKeyId="
        + presence(accessKeyId)
        + ", secretAccessKey="
        + presence(secretAccessKey)
        + ", sessionToken="
        + presence(sessionToken)
        + ", token="
        + presence(token)
        + ", connectTimeout="
        + connectTimeout
        + ", requestTimeout="
        + requestTimeout
        + ", attempts="
        + attempts
        + ", hedging="
        + hedging
        + "]";
  }

  private static String presence(Optional<String> secret) {
    return secret.isPresent() ? "(given)" : "(none)";
  }
}
