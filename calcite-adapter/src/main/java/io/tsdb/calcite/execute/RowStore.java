package io.tsdb.calcite.execute;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Rows that are added one by one and read again by their number, in any order. Up to a limit they
 * are held in memory. Beyond it they go to a temporary file, in blocks of {@value #BLOCK} rows, of
 * which the one read last and the one being filled are held; besides there are 8 bytes per block.
 *
 * <p>For one thread.
 */
public final class RowStore implements AutoCloseable {

  /** Rows that are written, and read back, at once. */
  public static final int BLOCK = 128;

  private final long memory;
  private final Path folder;

  /** The rows behind those in the file; all where there is none. */
  private List<Object[]> held = new ArrayList<>();

  private long heldBytes;
  private Optional<FileChannel> file = Optional.empty();

  /** Where each block begins; the last entry is the end of the file. */
  private long[] offsets = {0};

  private int blocks;
  private int readBlock = -1;
  private List<Object[]> readRows = List.of();
  private boolean closed;

  /**
   * @param memory bytes of rows that are held, about, see {@link RowBytes}
   * @param folder for a temporary file
   */
  public RowStore(long memory, Path folder) {
    this.memory = memory;
    this.folder = folder;
  }

  /** An empty store that holds as much in memory as a sort does, 1 to 64 MiB. */
  public static RowStore create() {
    return new RowStore(RowSorter.defaultMemory(), RowSorter.defaultFolder());
  }

  /**
   * Adds a row, which is not to be changed after.
   *
   * @throws TemporaryFileException if it cannot be put into a file
   * @throws QueryException if it has a value that cannot be put into a file
   */
  public void add(Object[] row) {
    held.add(row);
    heldBytes += RowBytes.of(row);
    if (file.isPresent() ? held.size() == BLOCK : heldBytes > memory) {
      spill();
    }
  }

  private void spill() {
    if (file.isEmpty()) {
      file = Optional.of(TemporaryFile.open(folder));
    }
    int whole = held.size() / BLOCK;
    for (int i = 0; i < whole; i++) {
      write(held.subList(i * BLOCK, (i + 1) * BLOCK));
    }
    // a list of its own, so that the rows written can go
    held = new ArrayList<>(held.subList(whole * BLOCK, held.size()));
    heldBytes = 0;
  }

  private void write(List<Object[]> rows) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      for (Object[] row : rows) {
        RowCodec.write(row, out);
      }
      ByteBuffer buffer = ByteBuffer.wrap(bytes.toByteArray());
      long begin = offsets[blocks];
      while (buffer.hasRemaining()) {
        file.orElseThrow().write(buffer, begin + buffer.position());
      }
      if (blocks + 1 == offsets.length) {
        offsets = Arrays.copyOf(offsets, 2 * offsets.length);
      }
      blocks++;
      offsets[blocks] = begin + buffer.limit();
    } catch (IOException e) {
      throw new TemporaryFileException(folder, e);
    }
  }

  /** How many rows were added. */
  public long size() {
    return (long) blocks * BLOCK + held.size();
  }

  /**
   * The row of an index, from 0 and below {@link #size}.
   *
   * @throws TemporaryFileException if it cannot be read back
   */
  public Object[] get(long index) {
    int block = Math.toIntExact(index / BLOCK);
    if (block >= blocks) {
      return held.get(Math.toIntExact(index - (long) blocks * BLOCK));
    }
    if (block != readBlock) {
      readRows = read(block);
      readBlock = block;
    }
    return readRows.get((int) (index % BLOCK));
  }

  private List<Object[]> read(int block) {
    long begin = offsets[block];
    ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(offsets[block + 1] - begin));
    try {
      while (buffer.hasRemaining()) {
        if (file.orElseThrow().read(buffer, begin + buffer.position()) < 0) {
          throw new EOFException("The file is shorter than what was written to it");
        }
      }
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(buffer.array()));
      List<Object[]> rows = new ArrayList<>(BLOCK);
      for (int i = 0; i < BLOCK; i++) {
        rows.add(RowCodec.read(in));
      }
      return rows;
    } catch (IOException e) {
      throw new TemporaryFileException(folder, e);
    }
  }

  /** How many bytes lie in the file. */
  public long spilledBytes() {
    return offsets[blocks];
  }

  /** Lets go of all rows and of the file; closing again does nothing. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      held = new ArrayList<>();
      readRows = List.of();
      readBlock = -1;
      file.ifPresent(TemporaryFile::close);
    }
  }
}
