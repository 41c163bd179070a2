package io.tsdb.archive.store;

import io.tsdb.archive.store.StoreException.Reason;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Says what it means that no answer came. */
final class ConnectionFailures {

  private ConnectionFailures() {}

  /**
   * The exception to throw: of an interrupt, final where the server's certificate is not trusted,
   * which trying again does not change, and else passing.
   *
   * @param what is done, for the message
   * @param e from {@link WebClient}
   */
  static IOException explain(String what, IOException e) {
    if (e instanceof InterruptedIOException) {
      return (IOException) new InterruptedIOException(what + " was interrupted").initCause(e);
    }
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException || cause instanceof SSLPeerUnverifiedException) {
        return new StoreException(
            Reason.CONFIGURATION,
            what
                + " failed: the server's certificate is not trusted ("
                + cause.getMessage()
                + "). Give the URL the name that is in the certificate, or start Java with a trust"
                + " store that has its issuer (javax.net.ssl.trustStore).",
            e);
      }
    }
    return new PassingFailure(e.getMessage(), e);
  }
}
