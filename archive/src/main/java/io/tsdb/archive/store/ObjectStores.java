package io.tsdb.archive.store;

/** Opens the store that a URL names. */
public final class ObjectStores {

  private ObjectStores() {}

  /**
   * Opens a store. No request is made: whether a bucket exists or a key is right shows in the first
   * request.
   *
   * @throws StoreException {@code CONFIGURATION} if URL and options do not go together
   */
  public static ObjectStore open(ArchiveUrl url, StoreOptions options) throws StoreException {
    if (url instanceof ArchiveUrl.File file) {
      return new FileStore(file.root());
    }
    if (url instanceof ArchiveUrl.S3 s3) {
      return S3Stores.open(s3, options);
    }
    if (url instanceof ArchiveUrl.Http http) {
      return new HttpStore(http, options);
    }
    throw new IllegalStateException("An archive URL is one of File, S3, Http");
  }
}
