package io.tsdb.archive.store;

import io.tsdb.archive.store.StoreException.Reason;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
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
    return e instanceof S3Exception answered ? answered(what, key, answered) : unanswered(what, e);
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
      if (cause instanceof IOException) {
        return new PassingFailure(cause.getMessage(), e);
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

  private IOException answered(String what, String key, S3Exception e) {
    int status = e.statusCode();
    String code =
        Optional.ofNullable(e.awsErrorDetails()).map(AwsErrorDetails::errorCode).orElse("");
    String found = "the store answered " + status + (code.isEmpty() ? "" : " " + code);
    if (PASSING_CODES.contains(code) || PassingFailure.isPassing(status)) {
      return new PassingFailure(found, PassingFailure.retryAfter(header(e, "Retry-After")));
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
              + header(e, "x-amz-bucket-region").map(other -> " but in " + other).orElse("")
              + ". Give its region in the URL, such as ?region="
              + header(e, "x-amz-bucket-region").orElse("eu-central-1")
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

  private static Optional<String> header(S3Exception e, String name) {
    return Optional.ofNullable(e.awsErrorDetails())
        .map(AwsErrorDetails::sdkHttpResponse)
        .flatMap(response -> response.firstMatchingHeader(name));
  }
}
