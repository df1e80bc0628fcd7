package dev.larder.client;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A channel that is told its state, connects to nothing and counts what it is asked for. */
final class TestingChannel extends ManagedChannel {
  /** One permit for each attempt to connect. */
  final Semaphore attempts = new Semaphore(0);

  /** The same for each time that it was to be idle. */
  final Semaphore idle = new Semaphore(0);

  volatile ConnectivityState state = ConnectivityState.TRANSIENT_FAILURE;

  @Override
  public ConnectivityState getState(boolean requestConnection) {
    return state;
  }

  @Override
  public void resetConnectBackoff() {
    attempts.release();
  }

  @Override
  public void enterIdle() {
    idle.release();
  }

  @Override
  public <Q, R> ClientCall<Q, R> newCall(MethodDescriptor<Q, R> method, CallOptions options) {
    throw new UnsupportedOperationException("it makes no calls");
  }

  @Override
  public String authority() {
    return "testing";
  }

  @Override
  public ManagedChannel shutdown() {
    return this;
  }

  @Override
  public ManagedChannel shutdownNow() {
    return this;
  }

  @Override
  public boolean isShutdown() {
    return false;
  }

  @Override
  public boolean isTerminated() {
    return false;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return true;
  }
}
