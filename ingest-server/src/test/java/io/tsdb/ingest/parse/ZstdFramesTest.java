package io.tsdb.ingest.parse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ZstdFramesTest {

  private static final byte[] TEXT = "one line and another, ".repeat(500).getBytes(UTF_8);

  @Test
  void frames_areReadToTheLast() throws IOException {
    byte[] frames = join(Zstd.compress(TEXT), Zstd.compress(new byte[0]), Zstd.compress(TEXT, 19));

    assertThat(unpack(frames)).isEqualTo(join(TEXT, TEXT));
  }

  @Test
  void frame_thatEndsTooEarly_isRefused() throws IOException {
    byte[] frame = checked(TEXT);

    for (int length = 1; length < frame.length; length++) {
      byte[] cut = Arrays.copyOf(frame, length);
      assertThatThrownBy(() -> unpack(cut)).isInstanceOf(CodingException.class);
    }
  }

  @Test
  void bytesBehindTheLastFrame_areRefused() {
    byte[] frame = Zstd.compress(TEXT);

    for (String garbage : new String[] {"x", "more", "\u0000", "and much more behind it"}) {
      byte[] more = join(frame, garbage.getBytes(UTF_8));
      assertThatThrownBy(() -> unpack(more)).isInstanceOf(CodingException.class);
    }
  }

  @Test
  void damagedFrame_isRefusedOrReadAsItWas() throws IOException {
    byte[] frame = checked(TEXT);
    Random random = new Random(7);
    int refused = 0;
    for (int i = 0; i < 2_000; i++) {
      byte[] damaged = frame.clone();
      damaged[random.nextInt(frame.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        assertThat(unpack(damaged)).isEqualTo(TEXT);
      } catch (CodingException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(1_900);
  }

  /** Its window would be taken in memory before anything is read. */
  @Test
  void windowBeyondTheBound_isRefused() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZstdOutputStreamNoFinalizer zstd = new ZstdOutputStreamNoFinalizer(out)) {
      zstd.setLong(27);
      zstd.write(new byte[16 << 20]);
      zstd.flush();
    }

    assertThatThrownBy(() -> unpack(out.toByteArray()))
        .isInstanceOf(CodingException.class)
        .hasMessageContaining("too much memory");
  }

  private static byte[] checked(byte[] plain) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZstdOutputStreamNoFinalizer zstd = new ZstdOutputStreamNoFinalizer(out)) {
      zstd.setChecksum(true);
      zstd.write(plain);
    }
    return out.toByteArray();
  }

  private static byte[] unpack(byte[] packed) throws IOException {
    try (InputStream in = new ZstdFrames(new ByteArrayInputStream(packed))) {
      return in.readAllBytes();
    }
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
