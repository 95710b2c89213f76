import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

// Puts what the two API viewers need into one folder, from which the Worker serves it as static assets.
const require = createRequire(import.meta.url);
const target = new URL("../../.viewers/", import.meta.url);
const copies = [
	"swagger-ui-dist/swagger-ui-bundle.js",
	"swagger-ui-dist/swagger-ui.css",
	"redoc/bundles/redoc.standalone.js",
];

mkdirSync(target, { recursive: true });
for (const source of copies)
	copyFileSync(
		require.resolve(source),
		new URL(source.slice(source.lastIndexOf("/") + 1), target),
	);
writeFileSync(
	new URL("start-swagger.js", target),
	"SwaggerUIBundle({ url: '/api/schema', dom_id: '#viewer', deepLinking: true, persistAuthorization: false });\n",
);
writeFileSync(
	new URL("start-redoc.js", target),
	"Redoc.init('/api/schema', { disableSearch: false, hideDownloadButton: false }, document.getElementById('viewer'));\n",
);
