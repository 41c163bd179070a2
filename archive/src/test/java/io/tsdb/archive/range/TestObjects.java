package io.tsdb.archive.range;

import io.tsdb.archive.segment.CorruptSegmentException;
import io.tsdb.archive.store.Content;
import io.tsdb.archive.store.ObjectStore;
import io.tsdb.archive.store.StoredObject;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;

/**
 * Objects of random bytes with the simplest head there can be: its own checksum, the number of
 * groups, and their checksums, then whatever fills it up.
 */
final class TestObjects {

  static final int BLOCK = Blocks.BYTES;

  /** Verifies such a head. */
  static final HeadFormat FORMAT =
      (key, size, head) -> {
        ByteBuffer bytes = ByteBuffer.wrap(head);
        int found = checksum(head, 4, head.length - 4);
        if (bytes.getInt() != found) {
          throw new CorruptSegmentException(key, "expected another checksum of its head");
        }
        int[] groups = new int[bytes.getInt()];
        for (int i = 0; i < groups.length; i++) {
          groups[i] = bytes.getInt();
        }
        return groups;
      };

  private TestObjects() {}

  /** Random bytes after a head. */
  static byte[] bytes(int headBytes, int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    seal(bytes, headBytes);
    return bytes;
  }

  /** Makes the head right for the bytes as they are. */
  static void seal(byte[] bytes, int headBytes) {
    int groups = Blocks.count(bytes.length - headBytes);
    ByteBuffer head = ByteBuffer.wrap(bytes, 0, headBytes);
    head.position(4).putInt(groups);
    for (int i = 0; i < groups; i++) {
      int from = headBytes + i * BLOCK;
      head.putInt(checksum(bytes, from, Math.min(BLOCK, bytes.length - from)));
    }
    head.putInt(0, checksum(bytes, 4, headBytes - 4));
  }

  static RangeReaders.Wanted create(ObjectStore store, String key, byte[] bytes, int headBytes)
      throws IOException {
    StoredObject object = store.create(key, Content.of(bytes));
    return new RangeReaders.Wanted(store, object, headBytes);
  }

  private static int checksum(byte[] bytes, int from, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, from, length);
    return (int) checksum.getValue();
  }

  /** All bytes of a range, which must lie in the object. */
  static byte[] read(RangeReader reader, int offset, int length) throws IOException {
    byte[] bytes = new byte[length];
    int done =
        reader.read(
            offset,
            length,
            (block, from, count, at) -> System.arraycopy(block, from, bytes, at, count));
    if (done != length) {
      throw new IOException("Expected " + length + " bytes, found " + done);
    }
    return bytes;
  }

  /** Something that may fail as reading does. */
  interface Reading {
    byte[] read() throws IOException;
  }

  /** Reads in a thread of its own. */
  static CompletableFuture<byte[]> async(Reading reading) {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                answer.complete(reading.read());
              } catch (IOException e) {
                answer.completeExceptionally(new UncheckedIOException(e));
              }
            });
    thread.setDaemon(true);
    thread.start();
    return answer;
  }

  /** Waits as a store does that is slow. */
  static void waitFor(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(30, TimeUnit.SECONDS)) {
        throw new IOException("what the test waits for did not happen");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("the store was interrupted").initCause(e);
    }
  }
}
