//! The caller's store of tokens.

use std::{future::Future, sync::Arc};

use super::TokenSet;
use crate::runtime::{BoxError, BoxFuture, MaybeSend, MaybeSync};

/// A store of the tokens of a login, such as a file or the keyring of the system.
pub trait TokenStore: MaybeSend + MaybeSync + 'static {
    /// Returns the tokens that were saved last, if there are any. The client calls this before it requests tokens.
    fn load(&self) -> impl Future<Output = Result<Option<TokenSet>, BoxError>> + MaybeSend;

    /// Saves the tokens in place of those before. If this fails, the request that needed them fails with it, and
    /// the next one saves them again.
    fn save(&self, tokens: &TokenSet) -> impl Future<Output = Result<(), BoxError>> + MaybeSend;
}

/// A type-erased store.
pub(super) trait AnyStore: MaybeSend + MaybeSync {
    fn load(self: Arc<Self>) -> BoxFuture<Result<Option<TokenSet>, BoxError>>;
    fn save(self: Arc<Self>, tokens: TokenSet) -> BoxFuture<Result<(), BoxError>>;
}

impl<S: TokenStore> AnyStore for S {
    fn load(self: Arc<Self>) -> BoxFuture<Result<Option<TokenSet>, BoxError>> {
        Box::pin(async move { TokenStore::load(&*self).await })
    }

    fn save(self: Arc<Self>, tokens: TokenSet) -> BoxFuture<Result<(), BoxError>> {
        Box::pin(async move { TokenStore::save(&*self, &tokens).await })
    }
}

/// Returns the store without its type.
pub(super) fn any(store: impl TokenStore) -> Arc<dyn AnyStore> {
    Arc::new(store)
}
