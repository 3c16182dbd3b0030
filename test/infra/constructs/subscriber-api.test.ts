import { describe, expect, test } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { openApiDocument } from '../../../shared/http/openapi.ts';
import { EVERYTHING, templatesWith } from '../../support/synthesized.ts';

const { core } = templatesWith();
const { core: full } = templatesWith(EVERYTHING);

describe('pages in browsers', () => {
  test('may call nothing unless their origin is named', () => {
    core.hasResourceProperties('AWS::ApiGatewayV2::Api', { CorsConfiguration: Match.absent() });
  });

  test('may call every method from an origin that is named, without cookies', () => {
    full.hasResourceProperties('AWS::ApiGatewayV2::Api', {
      CorsConfiguration: {
        AllowOrigins: [EVERYTHING.allowedOrigins],
        AllowMethods: ['GET', 'POST', 'PUT', 'DELETE'],
        AllowCredentials: Match.absent(),
        MaxAge: 3600,
      },
    });
  });

  test('may send every header that the API reads, and read every one that it answers with', () => {
    const { parameters, headers } = openApiDocument().components;
    const inHeaders = Object.entries(parameters).filter(([, each]) => 'in' in each && each.in === 'header');
    const read = inHeaders.map(([name]) => name.toLowerCase());
    expect(read.length).toBeGreaterThan(3);
    const AllowHeaders = ['authorization', 'content-type', ...read].sort();
    // Browsers read cache-control always, and nobody a challenge that a token answers.
    const answered = Object.keys(headers).map((name) => name.toLowerCase());
    const named = answered.filter((name) => !['cache-control', 'www-authenticate'].includes(name));
    full.hasResourceProperties('AWS::ApiGatewayV2::Api', {
      CorsConfiguration: { AllowHeaders, ExposeHeaders: named.sort() },
    });
  });
});

describe('a name of its own', () => {
  test('is not there unless it is given', () => {
    core.resourceCountIs('AWS::ApiGatewayV2::DomainName', 0);
    core.hasOutput('ApiUrl', {
      Value: Match.objectLike({ 'Fn::GetAtt': [Match.anyValue(), 'ApiEndpoint'] }),
    });
  });

  test('has its certificate, wants TLS 1.2, and leads to the stage', () => {
    full.hasResourceProperties('AWS::ApiGatewayV2::DomainName', {
      DomainName: EVERYTHING.domainName,
      DomainNameConfigurations: [
        { CertificateArn: EVERYTHING.certificateArn, EndpointType: 'REGIONAL', SecurityPolicy: 'TLS_1_2' },
      ],
    });
    full.hasResourceProperties('AWS::ApiGatewayV2::ApiMapping', { Stage: '$default' });
  });

  test('is the address that the stack gives, beside that to which the name must lead', () => {
    full.hasOutput('ApiUrl', { Value: `https://${EVERYTHING.domainName}` });
    full.hasOutput('ApiDomainTarget', {
      Value: { 'Fn::GetAtt': [Match.anyValue(), 'RegionalDomainName'] },
    });
  });
});
