package io.tsdb.archive.format;

import io.tsdb.archive.segment.SegmentHead;
import java.io.IOException;

/**
 * Table {@code checksum}: one row, whose blob has a checksum for each group of what follows the
 * head. Its size must be known before pages are assigned, its content only when it is written.
 */
final class ChecksumTable implements PageSection {

  private final PageGeometry geometry;
  private byte[] checksums = {};
  private TableTree tree;

  ChecksumTable(PageGeometry geometry) throws IOException {
    this.geometry = geometry;
    this.tree = plan();
  }

  /** How many groups so many bytes have. */
  static int groups(long bytes) {
    return Math.toIntExact((bytes + SegmentHead.GROUP_BYTES - 1) / SegmentHead.GROUP_BYTES);
  }

  /** How many groups there is room for. */
  int groups() {
    return checksums.length / Integer.BYTES;
  }

  /** Makes room for some groups. Pages must be assigned anew. */
  void resize(int groups) throws IOException {
    checksums = new byte[Math.multiplyExact(groups, Integer.BYTES)];
    tree = plan();
  }

  /** Sets the checksums, for as many groups as there is room for. */
  void set(byte[] all) {
    if (all.length != checksums.length) {
      throw new IllegalStateException(
          "Expected " + checksums.length + " bytes of checksums, found " + all.length);
    }
    System.arraycopy(all, 0, checksums, 0, all.length);
  }

  private TableTree plan() throws IOException {
    return TableTree.plan(
        geometry,
        StoredRows.madeWhenRead(
            () -> {
              StoredRows rows = new StoredRows();
              rows.add(1, new RecordBuilder().addNull().addBlob(checksums).toBytes());
              return rows;
            }));
  }

  int root() {
    return tree.root();
  }

  @Override
  public void assign(PageNumbers numbers) {
    tree.whole().assign(numbers);
  }

  @Override
  public void write(PageOutput out) throws IOException {
    tree.whole().write(out);
  }
}
