package io.tsdb.archive.testing;

import io.tsdb.archive.store.ArchiveUrl;
import io.tsdb.archive.store.StoreException;
import io.tsdb.archive.store.StoreOptions;
import java.net.URI;
import java.nio.file.Path;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/**
 * A real S3 server inside the test's JVM: S3Proxy on an ephemeral port of the loopback interface,
 * which checks the AWS signature (version 4) of each request. It starts with one bucket, {@link
 * #BUCKET}.
 */
public final class S3ProxyFixture implements AutoCloseable {

  public static final String ACCESS_KEY_ID = "AKIATSDBTESTACCESSKEY";
  public static final String SECRET_ACCESS_KEY = "tsdb/test+secret/access/key0123456789abc";
  public static final String BUCKET = "archive-bucket";

  /** Most bytes of one upload: S3Proxy would hold 128 MiB to be enough. AWS takes 5 GiB. */
  private static final long LARGEST_UPLOAD = 512L << 20;

  private final S3Proxy server;
  private final BlobStore objects;

  private S3ProxyFixture(BlobStore objects) {
    this.objects = objects;
    objects.createContainer(BUCKET);
    server =
        S3Proxy.builder()
            .blobStore(objects)
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY_ID, SECRET_ACCESS_KEY)
            .ignoreUnknownHeaders(true)
            .v4MaxNonChunkedRequestSize(LARGEST_UPLOAD)
            .build();
    try {
      server.start();
    } catch (Exception e) {
      objects.close();
      throw new IllegalStateException("S3Proxy does not start", e);
    }
  }

  /** Starts a server whose objects lie in memory. */
  public static S3ProxyFixture inMemory() {
    return new S3ProxyFixture(new TransientNio2BlobStore());
  }

  /** Starts a server whose objects are files of a folder, which outlive it. */
  public static S3ProxyFixture inFolder(Path folder) {
    return new S3ProxyFixture(new FilesystemNio2BlobStore(folder.toString()));
  }

  /** Where the server listens. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getPort());
  }

  /** The URL of an archive in the bucket, as a user would type it. */
  public String url(String prefix) {
    return urlOf(BUCKET, prefix);
  }

  /** The URL of an archive in any bucket of this server, such as one that does not exist. */
  public String urlOf(String bucket, String prefix) {
    return "s3://" + bucket + "/" + prefix + "?endpoint=" + endpoint() + "&pathStyle=true";
  }

  /** The same, parsed. */
  public ArchiveUrl archiveUrl(String prefix) throws StoreException {
    return ArchiveUrl.parse(url(prefix));
  }

  /** Options with the right keys. */
  public StoreOptions options() {
    return StoreOptions.DEFAULT.withKeys(ACCESS_KEY_ID, SECRET_ACCESS_KEY);
  }

  /** The server's objects behind its back, to damage or to inspect them. */
  public BlobStore objects() {
    return objects;
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("S3Proxy does not stop", e);
    } finally {
      objects.close();
    }
  }
}
