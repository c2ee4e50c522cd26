// An identity provider for `tests/identity.rs`: oidc-provider with three programs. It is the API as well: `/api` answers
// 204 to a token that it gave, and 401 to others. Its first line of output is its URL.
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const program = { grant_types: ['client_credentials'], redirect_uris: [], response_types: [], scope: 'read' };
const native = {
    application_type: 'native',
    grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
    redirect_uris: ['http://127.0.0.1/back'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
};
const configuration = {
    clients: [
        { ...program, client_id: 'program', client_secret: 'a secret/of+the:program' },
        {
            ...program,
            client_id: 'program-post',
            client_secret: 'another',
            token_endpoint_auth_method: 'client_secret_post',
        },
        { ...native, client_id: 'native' },
    ],
    features: {
        clientCredentials: { enabled: true },
        deviceFlow: { enabled: true },
        devInteractions: { enabled: true },
    },
    issueRefreshToken: async () => true,
    pkce: { required: () => true },
    rotateRefreshToken: true,
    scopes: ['openid', 'offline_access', 'read'],
    ttl: { AccessToken: 3600, ClientCredentials: 3600 },
};

const server = createServer();
server.listen(0, '127.0.0.1', () => {
    const url = `http://127.0.0.1:${server.address().port}`;
    const provider = new Provider(url, configuration);
    const answer = provider.callback();
    server.on('request', async (request, response) => {
        if (request.url !== '/api') {
            return answer(request, response);
        }
        const token = (request.headers.authorization ?? '').replace(/^Bearer /, '');
        const known = (await provider.AccessToken.find(token)) ?? (await provider.ClientCredentials.find(token));
        response.statusCode = known ? 204 : 401;
        response.end();
    });
    console.log(url);
});
