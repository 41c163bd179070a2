package io.tsdb.archive.store;

import io.tsdb.archive.store.StoreException.Reason;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;

/** Makes an {@link S3Store} of a URL and options. */
final class S3Stores {

  private S3Stores() {}

  static S3Store open(ArchiveUrl.S3 url, StoreOptions options) throws StoreException {
    AwsCredentialsProvider credentials = credentials(url, options);
    String region = region(url);
    S3ClientBuilder builder =
        S3Client.builder()
            .credentialsProvider(credentials)
            .region(Region.of(region))
            .forcePathStyle(url.pathStyle())
            // other stores do not know the newer checksums; uploads carry Content-MD5
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .serviceConfiguration(
                S3Configuration.builder()
                    .chunkedEncodingEnabled(false)
                    .expectContinueEnabled(false)
                    .build())
            .overrideConfiguration(
                configuration -> configuration.retryStrategy(DefaultRetryStrategy.doNotRetry()));
    url.endpoint().ifPresent(builder::endpointOverride);
    WebClient client = new WebClient(options);
    try {
      // the S3 client does not close an HTTP client that it was given, but one that it built
      builder.httpClientBuilder(defaults -> new OkHttpSdkClient(client));
      S3Client s3 = builder.build();
      return new S3Store(
          url,
          s3,
          client,
          new S3Requests(s3.utilities(), url.bucket(), region, credentials),
          new S3Failures(url, options.accessKeyId().isPresent(), region),
          new Retries(options.attempts(), client.closed()));
    } catch (SdkClientException | IllegalArgumentException e) {
      client.close();
      throw new StoreException(Reason.CONFIGURATION, url + ": " + e.getMessage(), e);
    }
  }

  private static AwsCredentialsProvider credentials(ArchiveUrl.S3 url, StoreOptions options)
      throws StoreException {
    Optional<String> id = options.accessKeyId();
    Optional<String> secret = options.secretAccessKey();
    Optional<String> session = options.sessionToken();
    if (id.isPresent() != secret.isPresent() || (session.isPresent() && id.isEmpty())) {
      throw new StoreException(
          Reason.CONFIGURATION,
          url
              + ": expected accessKeyId and secretAccessKey together, found"
              + (id.isPresent() ? " accessKeyId" : "")
              + (secret.isPresent() ? " secretAccessKey" : "")
              + (session.isPresent() ? " sessionToken" : "")
              + ". Give both, or none to use the AWS default chain.");
    }
    if (id.isEmpty()) {
      return DefaultCredentialsProvider.builder().build();
    }
    return StaticCredentialsProvider.create(
        session.isPresent()
            ? AwsSessionCredentials.create(id.get(), secret.get(), session.get())
            : AwsBasicCredentials.create(id.get(), secret.get()));
  }

  private static String region(ArchiveUrl.S3 url) throws StoreException {
    if (url.region().isPresent()) {
      return url.region().get();
    }
    if (url.endpoint().isPresent()) {
      return Region.US_EAST_1.id();
    }
    try {
      return DefaultAwsRegionProviderChain.builder().build().getRegion().id();
    } catch (SdkClientException e) {
      throw new StoreException(
          Reason.CONFIGURATION,
          url
              + ": the bucket's region is not known. Give it in the URL, such as"
              + " ?region=eu-central-1, or as the environment variable AWS_REGION.",
          e);
    }
  }
}
