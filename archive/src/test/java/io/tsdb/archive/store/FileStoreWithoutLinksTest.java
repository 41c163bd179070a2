package io.tsdb.archive.store;

/** The same promises on a file system that knows no hard links. */
class FileStoreWithoutLinksTest extends FileStoreTest {

  @Override
  ObjectStore open() {
    return new FileStore(root(), FilePublisher.Claim.LOCK);
  }
}
