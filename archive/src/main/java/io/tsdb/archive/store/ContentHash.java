package io.tsdb.archive.store;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The MD5 of an object's bytes. S3 refuses an upload whose bytes do not have the MD5 that came with
 * it ({@code Content-MD5}), and mostly shows it as the ETag. It guards against accidents, not
 * against attackers.
 */
@SuppressWarnings("ArrayRecordComponent")
record ContentHash(byte[] bytes) {

  static ContentHash md5(Content content) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Each Java platform has MD5", e);
    }
    byte[] buffer = new byte[64 * 1024];
    try (InputStream in = content.open()) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return new ContentHash(digest.digest());
  }

  /** As in the header {@code Content-MD5}. */
  String base64() {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** As in an ETag, without its quotes. */
  String hex() {
    return HexFormat.of().formatHex(bytes);
  }
}
