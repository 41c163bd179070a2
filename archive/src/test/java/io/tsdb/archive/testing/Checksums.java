package io.tsdb.archive.testing;

import io.tsdb.archive.segment.SegmentHead;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Writes the checksums of a segment file that SQLite made or changed, so that it is read: for tests
 * of what a file may hold although nobody damaged it.
 */
public final class Checksums {

  private Checksums() {}

  /**
   * Sets table {@code checksum}, which must be there and lie in the head, and the header's fields.
   *
   * @param headBytes by the segment's name
   */
  public static void write(Path file, int headBytes) throws IOException, SQLException {
    int root;
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      root = root(connection);
      byte[] checksums = {};
      do {
        checksums = groups(Files.readAllBytes(file), headBytes);
        set(connection, checksums);
      } while (!Arrays.equals(checksums, groups(Files.readAllBytes(file), headBytes)));
    }
    byte[] bytes = Files.readAllBytes(file);
    writeHeader(bytes, headBytes, root);
    Files.delete(file);
    Files.write(file, bytes);
  }

  /** Sets the header's fields, where only the head was changed. */
  public static void writeHeader(byte[] segment, int headBytes, int root) {
    ByteBuffer header = ByteBuffer.wrap(segment);
    header.putInt(SegmentHead.CHECKSUM_ROOT_OFFSET, root);
    header.putInt(SegmentHead.CHECKSUM_ROOT_COPY_OFFSET, root);
    header.putInt(SegmentHead.CRC_OFFSET, SegmentHead.checksum(Arrays.copyOf(segment, headBytes)));
  }

  private static int root(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT rootpage FROM sqlite_schema WHERE name = 'checksum'")) {
      return row.getInt(1);
    }
  }

  private static byte[] groups(byte[] segment, int headBytes) {
    ByteBuffer checksums = ByteBuffer.allocate(segment.length / SegmentHead.GROUP_BYTES * 4 + 4);
    for (int at = headBytes; at < segment.length; at += SegmentHead.GROUP_BYTES) {
      CRC32C crc = new CRC32C();
      crc.update(segment, at, Math.min(SegmentHead.GROUP_BYTES, segment.length - at));
      checksums.putInt((int) crc.getValue());
    }
    return Arrays.copyOf(checksums.array(), checksums.position());
  }

  private static void set(Connection connection, byte[] checksums) throws SQLException {
    try (PreparedStatement replace =
        connection.prepareStatement("REPLACE INTO checksum VALUES (1, ?)")) {
      replace.setBytes(1, checksums);
      replace.executeUpdate();
    }
  }
}
