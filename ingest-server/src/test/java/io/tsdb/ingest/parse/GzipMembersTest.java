package io.tsdb.ingest.parse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class GzipMembersTest {

  @Property(tries = 200)
  void members_areAllRead(
      @ForAll @Size(max = 200) byte[] first,
      @ForAll @Size(max = 200) byte[] second,
      @ForAll @IntRange(min = 1, max = 50) int chunk)
      throws IOException {
    byte[] compressed = concat(Sources.gzip(first), Sources.gzip(second));

    assertThat(read(compressed, chunk)).isEqualTo(concat(first, second));
  }

  @Test
  void member_largerThanTheBuffers() throws IOException {
    byte[] bytes = new byte[1_000_000];
    new java.util.Random(7).nextBytes(bytes);

    assertThat(read(concat(Sources.gzip(bytes), Sources.gzip(bytes)), 4096))
        .isEqualTo(concat(bytes, bytes));
  }

  @Test
  void everyCut_isRefused() {
    byte[] compressed = Sources.gzip("some text, some text".getBytes(UTF_8));
    for (int length = 1; length < compressed.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(compressed, length);
      assertThatThrownBy(() -> read(cut, 7)).isInstanceOf(EOFException.class);
    }
  }

  @Test
  void garbage_isRefused() {
    byte[] compressed = Sources.gzip("text".getBytes(UTF_8));
    byte[] wrongChecksum = compressed.clone();
    wrongChecksum[compressed.length - 8] ^= 1;

    assertThatThrownBy(() -> read(concat(compressed, "x".getBytes(UTF_8)), 100))
        .isInstanceOf(ZipException.class)
        .hasMessage("it does not start as gzip does");
    assertThatThrownBy(() -> read(wrongChecksum, 100))
        .isInstanceOf(ZipException.class)
        .hasMessage("its checksum does not match");
    assertThatThrownBy(() -> read("{\"timestamp\":0}".getBytes(UTF_8), 100))
        .isInstanceOf(ZipException.class);
  }

  @Test
  void header_withEveryField() throws IOException {
    byte[] plain = Sources.gzip("text".getBytes(UTF_8));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(plain, 0, 3);
    out.write(4 | 8 | 16 | 2);
    out.write(plain, 4, 6);
    out.write(new byte[] {2, 0, 9, 9, 'n', 0, 'c', 'c', 0, 1, 2});
    out.write(plain, 10, plain.length - 10);

    assertThat(read(out.toByteArray(), 3)).isEqualTo("text".getBytes(UTF_8));
  }

  private static byte[] concat(byte[] first, byte[] second) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(first);
    out.writeBytes(second);
    return out.toByteArray();
  }

  /** Reads through a stream that delivers a few bytes at a time, as a network does. */
  private static byte[] read(byte[] compressed, int chunk) throws IOException {
    InputStream slow =
        new ByteArrayInputStream(compressed) {
          @Override
          public synchronized int read(byte[] buffer, int offset, int length) {
            return super.read(buffer, offset, Math.min(length, chunk));
          }

          @Override
          public synchronized int available() {
            return 0;
          }
        };
    try (GzipMembers gzip = new GzipMembers(slow)) {
      return gzip.readAllBytes();
    }
  }
}
