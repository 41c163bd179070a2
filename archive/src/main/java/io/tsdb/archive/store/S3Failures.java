package io.tsdb.archive.store;

import io.tsdb.archive.store.StoreException.Reason;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Says what a failure of the AWS SDK means: a {@link StoreException}, a {@link PassingFailure} or
 * an interrupt. Conditions (409, 412, 416) mean different things to a reader and a writer, so
 * {@link S3Store} looks at them first.
 */
final class S3Failures {

  private static final Set<String> PASSING_CODES =
      Set.of(
          "BadDigest",
          "ConditionalRequestConflict",
          "InternalError",
          "OperationAborted",
          "RequestTimeTooSkewed",
          "RequestTimeout",
          "RequestTimeoutException",
          "ServiceUnavailable",
          "SlowDown",
          "Throttling",
          "ThrottlingException",
          "TooManyRequests");
  private static final Set<String> TOKEN_CODES = Set.of("ExpiredToken", "InvalidToken");

  private final ArchiveUrl.S3 url;
  private final boolean keysGiven;
  private final String region;

  S3Failures(ArchiveUrl.S3 url, boolean keysGiven, String region) {
    this.url = url;
    this.keysGiven = keysGiven;
    this.region = region;
  }

  /**
   * The exception to throw.
   *
   * @param what is done, for the message
   * @param key of the object, or empty where the request is for the bucket
   */
  IOException explain(String what, String key, SdkException e) {
    if (interrupted(e)) {
      Thread.currentThread().interrupt();
      return (IOException) new InterruptedIOException(what + " was interrupted").initCause(e);
    }
    if (e instanceof S3Exception answered) {
      Optional<AwsErrorDetails> details = Optional.ofNullable(answered.awsErrorDetails());
      return refused(
          what,
          key,
          new Refusal(
              answered.statusCode(),
              details.map(AwsErrorDetails::errorCode).map(S3ErrorCode::checked).orElse(""),
              name ->
                  details
                      .map(AwsErrorDetails::sdkHttpResponse)
                      .flatMap(response -> response.firstMatchingHeader(name)),
              Optional.of(e)));
    }
    return unanswered(what, e);
  }

  private static boolean interrupted(SdkException e) {
    if (e instanceof AbortedException) {
      return true;
    }
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      // WebClient throws this one for interrupts only
      if (cause instanceof InterruptedIOException && Thread.currentThread().isInterrupted()) {
        return true;
      }
    }
    return false;
  }

  private IOException unanswered(String what, SdkException e) {
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException failure) {
        return ConnectionFailures.explain(what, failure);
      }
    }
    String message = Optional.ofNullable(e.getMessage()).orElse("");
    if (message.toLowerCase(Locale.ROOT).contains("credentials")) {
      return new StoreException(
          Reason.DENIED,
          what
              + " failed: no S3 credentials are to be found. Pass the properties accessKeyId and"
              + " secretAccessKey, or give them as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, in"
              + " a profile, or by the machine's role.",
          e);
    }
    return new StoreException(
        Reason.PROTOCOL,
        what
            + " failed: "
            + message
            + ". Check that "
            + endpoint()
            + " is the endpoint of a store that speaks S3.",
        e);
  }

  /**
   * An answer whose status is none of success.
   *
   * @param code of S3, or empty
   * @param header a header of the answer by its name
   * @param cause what the SDK threw, if it was the SDK that was refused
   */
  record Refusal(
      int status,
      String code,
      Function<String, Optional<String>> header,
      Optional<Throwable> cause) {

    boolean isWrongClock() {
      return code.equals("RequestTimeTooSkewed");
    }

    static Refusal of(WebClient.Answer answer) {
      return new Refusal(
          answer.status(), S3ErrorCode.in(answer.body()), answer::header, Optional.empty());
    }
  }

  /**
   * The exception to throw for a refusal.
   *
   * @param what is done, for the message
   * @param key of the object, or empty where the request is for the bucket
   */
  IOException refused(String what, String key, Refusal refusal) {
    int status = refusal.status();
    String code = refusal.code();
    Throwable e = refusal.cause().orElse(null);
    String found = "the store answered " + status + (code.isEmpty() ? "" : " " + code);
    if (PASSING_CODES.contains(code) || PassingFailure.isPassing(status)) {
      return new PassingFailure(
          found, PassingFailure.retryAfter(refusal.header().apply("Retry-After")));
    }
    if (status == 401 || status == 403 || TOKEN_CODES.contains(code)) {
      return new StoreException(Reason.DENIED, what + " was refused: " + found + denied(code), e);
    }
    if (code.equals("NoSuchBucket") || (status == 404 && key.isEmpty())) {
      return new StoreException(
          Reason.NOT_FOUND,
          what
              + " failed: there is no bucket "
              + url.bucket()
              + " at "
              + endpoint()
              + ". Create it, or check its name, endpoint and region in the URL.",
          e);
    }
    if (status == 404) {
      return new StoreException(
          Reason.NOT_FOUND,
          what + " failed: there is no such object, " + found + ". Was it deleted?",
          e);
    }
    Optional<String> home = refusal.header().apply("x-amz-bucket-region");
    if ((status >= 300 && status < 400) || code.equals("AuthorizationHeaderMalformed")) {
      return new StoreException(
          Reason.CONFIGURATION,
          what
              + " failed: "
              + found
              + ". The bucket "
              + url.bucket()
              + " is not in the region "
              + region
              + home.map(other -> " but in " + other).orElse("")
              + ". Give its region in the URL, such as ?region="
              + home.orElse("eu-central-1")
              + ", and its endpoint if it is not at AWS.",
          e);
    }
    if (status == 405 || status == 501 || code.equals("NotImplemented")) {
      return new StoreException(
          Reason.UNSUPPORTED,
          what
              + " failed: "
              + found
              + ". The store must know conditional requests (If-None-Match, If-Match) and byte"
              + " ranges.",
          e);
    }
    if (code.equals("InvalidBucketName")) {
      return new StoreException(
          Reason.CONFIGURATION,
          what + " failed: " + url.bucket() + " is no name for a bucket. Check the URL.",
          e);
    }
    return new StoreException(
        Reason.PROTOCOL,
        what
            + " failed: "
            + found
            + ". Check that "
            + endpoint()
            + " is the endpoint of a store that speaks S3.",
        e);
  }

  private String denied(String code) {
    if (TOKEN_CODES.contains(code)) {
      return ". The session token is wrong or has expired; get new temporary credentials.";
    }
    String which =
        keysGiven
            ? ". An accessKeyId and a secretAccessKey are given; "
            : ". The credentials are those of the AWS default chain (environment, profile, role); ";
    return switch (code) {
      case "InvalidAccessKeyId" -> which + "the store does not know the access key id.";
      case "SignatureDoesNotMatch" ->
          which + "the secret access key does not belong to the access key id.";
      default ->
          which
              + "check them, and that they may read, list and, for a server, write the bucket "
              + url.bucket()
              + ".";
    };
  }

  private String endpoint() {
    return url.endpoint().map(Object::toString).orElse("AWS S3 in " + region);
  }
}
