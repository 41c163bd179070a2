package io.tsdb.ingest.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** A real disk that fails the calls it is told to; a failed write has half of its bytes written. */
public final class FaultyDisk implements LogDisk {

  private final LogDisk disk = new LocalDisk();
  private final List<String> calls = new ArrayList<>();
  private Predicate<String> failing = call -> false;
  private boolean forcing = true;
  private OptionalLong free = OptionalLong.empty();

  /** Says that no more bytes than these are free; empty for as many as there are. */
  public synchronized void free(OptionalLong bytes) {
    free = bytes;
  }

  @Override
  public synchronized Room room(Path folder) throws IOException {
    Room room = disk.room(folder);
    return new Room(free.orElse(room.free()), room.total());
  }

  /** Forces nothing to the disk from now on, for tests that need none of it. */
  public synchronized FaultyDisk unforced() {
    forcing = false;
    return this;
  }

  private synchronized boolean forcing() {
    return forcing;
  }

  /**
   * Says which calls fail from now on.
   *
   * @param call such as {@code force 1.log}; operations are open, write, force, truncate, move,
   *     delete, sync; the file is the one that it was opened or is moved as
   */
  public synchronized void failWhen(Predicate<String> call) {
    failing = call;
  }

  /** Calls so far. */
  public synchronized List<String> calls() {
    return List.copyOf(calls);
  }

  private synchronized boolean fails(String call) {
    calls.add(call);
    return failing.test(call);
  }

  private void call(String operation, Path file) throws IOException {
    String call = operation + " " + file.getFileName();
    if (fails(call)) {
      throw new IOException("No luck: " + call);
    }
  }

  @Override
  public OpenFile open(Path file, long position) throws IOException {
    call("open", file);
    OpenFile open = disk.open(file, position);
    return new OpenFile() {
      @Override
      public void write(ByteBuffer bytes) throws IOException {
        try {
          call("write", file);
        } catch (IOException e) {
          open.write(bytes.slice(bytes.position(), bytes.remaining() / 2));
          throw e;
        }
        open.write(bytes);
      }

      @Override
      public void force() throws IOException {
        call("force", file);
        if (forcing()) {
          open.force();
        }
      }

      @Override
      public void truncate(long length) throws IOException {
        call("truncate", file);
        open.truncate(length);
      }

      @Override
      public void close() throws IOException {
        open.close();
      }
    };
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    call("move", to);
    disk.move(from, to);
  }

  @Override
  public void delete(Path file) throws IOException {
    call("delete", file);
    disk.delete(file);
  }

  @Override
  public void syncFolder(Path folder) throws IOException {
    call("sync", folder);
    if (forcing()) {
      disk.syncFolder(folder);
    }
  }
}
