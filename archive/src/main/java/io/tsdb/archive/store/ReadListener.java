package io.tsdb.archive.store;

/**
 * Is told what a read costs beyond its one request, while it goes on. Its methods are called by any
 * thread and must return at once.
 */
public interface ReadListener {

  /** Does not care. */
  ReadListener NONE =
      new ReadListener() {
        @Override
        public void retried() {}

        @Override
        public void hedged() {}
      };

  /**
   * The request is sent once more, since it failed for a passing reason: one request and one round
   * trip more.
   */
  void retried();

  /**
   * The request is sent a second time beside the first one, which is slow: one request more, at the
   * same time.
   */
  void hedged();
}
