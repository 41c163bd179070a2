package io.tsdb.tests.process;

import io.tsdb.archive.testing.S3ProxyFixture;
import java.net.URI;
import java.util.Map;

/** An archive under a prefix of a real S3 server, which checks signatures. */
public final class S3Archive implements AutoCloseable {

  private static final String PREFIX = "tenant/archive";

  private final S3ProxyFixture server;

  private S3Archive(S3ProxyFixture server) {
    this.server = server;
  }

  public static S3Archive start() {
    return new S3Archive(S3ProxyFixture.inMemory());
  }

  /** Where the S3 server listens. */
  public URI endpoint() {
    return server.endpoint();
  }

  /** The archive, reached directly. */
  public ArchivePlace place() {
    return placeAt(server.endpoint());
  }

  /** The archive, reached through something that forwards to the S3 server. */
  public ArchivePlace placeAt(URI endpoint) {
    return place(endpoint, S3ProxyFixture.BUCKET, S3ProxyFixture.SECRET_ACCESS_KEY);
  }

  /** The archive, asked for with a secret key that is not its own. */
  public ArchivePlace placeWithSecret(String secretAccessKey) {
    return place(server.endpoint(), S3ProxyFixture.BUCKET, secretAccessKey);
  }

  /** An archive in a bucket that may not exist. */
  public ArchivePlace placeIn(String bucket) {
    return place(server.endpoint(), bucket, S3ProxyFixture.SECRET_ACCESS_KEY);
  }

  private static ArchivePlace place(URI endpoint, String bucket, String secretAccessKey) {
    return new ArchivePlace(
        "s3://" + bucket + "/" + PREFIX + "?endpoint=" + endpoint + "&pathStyle=true",
        Map.of(
            "AWS_ACCESS_KEY_ID",
            S3ProxyFixture.ACCESS_KEY_ID,
            "AWS_SECRET_ACCESS_KEY",
            secretAccessKey),
        Map.of("accessKeyId", S3ProxyFixture.ACCESS_KEY_ID, "secretAccessKey", secretAccessKey));
  }

  @Override
  public void close() {
    server.close();
  }
}
