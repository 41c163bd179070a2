package io.tsdb.archive.store;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where an archive lies:
 *
 * <ul>
 *   <li>{@code file:///path}: a folder
 *   <li>{@code s3://bucket/prefix?endpoint=...&region=...&pathStyle=true}: objects under a prefix
 *       of a bucket
 *   <li>{@code http(s)://host[:port]/path}: an ingest server, or a web server that serves a folder
 *       with {@code index.json}
 * </ul>
 *
 * <p>{@code toString()} gives such a URL back. A URL holds no credentials: parsing refuses them,
 * and they come as {@link StoreOptions}.
 */
public sealed interface ArchiveUrl {

  /**
   * Reads a URL. Paths and parameters may be percent-encoded; characters that need no encoding to
   * be understood, such as a space, may stand as they are.
   *
   * @throws StoreException {@code CONFIGURATION}, naming the URL without its secrets, what was
   *     expected, and the remedy
   */
  static ArchiveUrl parse(String url) throws StoreException {
    return new ArchiveUrlParser(url).parse();
  }

  /** The URL for a message: user and password, keys and tokens replaced by {@code ***}. */
  static String redact(String url) {
    return Redaction.redact(url);
  }

  /**
   * A folder of this machine.
   *
   * @param root its absolute path
   */
  record File(Path root) implements ArchiveUrl {
    public File {
      if (!root.isAbsolute()) {
        throw new IllegalArgumentException("Expected an absolute path, found " + root);
      }
    }

    @Override
    public String toString() {
      String path = root.toString().replace(root.getFileSystem().getSeparator(), "/");
      return "file://" + (path.startsWith("/") ? "" : "/") + Percent.encodePath(path);
    }
  }

  /**
   * Objects of an S3 bucket, or of any store that speaks S3.
   *
   * @param prefix of all keys, without {@code /} at its ends; empty for the whole bucket
   * @param endpoint of a store other than AWS, such as {@code http://127.0.0.1:9000}
   * @param region absent: the AWS default chain, or {@code us-east-1} where an endpoint is given
   * @param pathStyle whether the bucket stands in the path rather than in the host name; unless
   *     said otherwise in the URL, it does where an endpoint is given
   */
  record S3(
      String bucket,
      String prefix,
      Optional<URI> endpoint,
      Optional<String> region,
      boolean pathStyle)
      implements ArchiveUrl {
    public S3 {
      requireNonNull(bucket, "bucket is null");
      requireNonNull(prefix, "prefix is null");
      requireNonNull(endpoint, "endpoint is null");
      requireNonNull(region, "region is null");
    }

    @Override
    public String toString() {
      StringBuilder out = new StringBuilder("s3://").append(bucket);
      if (!prefix.isEmpty()) {
        out.append('/').append(Percent.encodePath(prefix));
      }
      String separator = "?";
      if (endpoint.isPresent()) {
        out.append(separator).append("endpoint=").append(endpoint.get());
        separator = "&";
      }
      if (region.isPresent()) {
        out.append(separator).append("region=").append(region.get());
        separator = "&";
      }
      if (pathStyle != endpoint.isPresent()) {
        out.append(separator).append("pathStyle=").append(pathStyle);
      }
      return out.toString();
    }
  }

  /**
   * An ingest server, or a web server that serves an archive's folder; which, its answers tell.
   *
   * @param base its URL, {@code http} or {@code https}, without user, query and {@code /} at its
   *     end
   */
  record Http(URI base) implements ArchiveUrl {
    public Http {
      requireNonNull(base, "base is null");
    }

    @Override
    public String toString() {
      return base.toString();
    }
  }
}
